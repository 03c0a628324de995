"""A bag is replaced while others read it."""

import threading

import pytest

from pipeline.archive import folder as folder_module
from pipeline.archive.folder import FolderStore

HOME, FILE = "documents/a-0001", "documents/a-0001/data/document.json"


def bag_of(word):
    def build(bag):
        (bag / "data").mkdir(parents=True)
        (bag / "data" / "document.json").write_text(word)

    return build


@pytest.fixture
def store(tmp_path):
    store = FolderStore(tmp_path / "kho")
    store.publish("a-0001", bag_of("0"))
    return store


def test_who_reads_finds_the_old_bag_or_the_new_one(store):
    """Never none: a clerk would be told that her document is not in the archive."""
    missed, done = [], threading.Event()

    def read():
        while not done.is_set():
            if not store.has("a-0001") or store.read(FILE) is None:
                missed.append(1)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 41):
        store.replace(HOME, bag_of(str(number)), f"superseded/a-0001/{number:02d}")
    done.set()
    for reader in readers:
        reader.join()
    assert missed == []
    assert store.read(FILE) == b"40"
    kept = [store.read(f"superseded/a-0001/{n:02d}/data/document.json") for n in range(1, 41)]
    assert kept == [str(n).encode() for n in range(40)]
    assert list((store.folder / ".staging").iterdir()) == []


@pytest.mark.parametrize("lacks", ["exchange", "linked"])
def test_a_file_system_that_knows_neither_act(store, monkeypatch, lacks):
    monkeypatch.setattr(folder_module, lacks, lambda *_: False)
    store.replace(HOME, bag_of("1"), "superseded/a-0001/1")
    assert store.read(FILE) == b"1"
    assert store.read("superseded/a-0001/1/data/document.json") == b"0"


def test_a_run_that_was_killed_between_is_done_again(store, monkeypatch):
    """The old bag lay in both places then."""

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "exchange", killed)
        with pytest.raises(KeyboardInterrupt):
            store.replace(HOME, bag_of("1"), "superseded/a-0001/1")
    assert store.read(FILE) == b"0"
    store.replace(HOME, bag_of("1"), "superseded/a-0001/1")
    assert store.read(FILE) == b"1"
    assert store.read("superseded/a-0001/1/data/document.json") == b"0"


def test_a_bag_that_is_gone_is_put_back(store):
    store.remove(HOME)
    store.replace(HOME, bag_of("1"), "damaged/a-0001/1")
    assert store.read(FILE) == b"1"
    assert not store.lies_there("damaged/a-0001/1")
