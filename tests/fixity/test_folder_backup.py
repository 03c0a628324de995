"""A folder is backed up while a night works: the ledger first, the bags after it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

from small_archives import draw_stack, put

from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.fixity.settling import settle_disagreement
from pipeline.settings import Settings
from pipeline.values.decisions import Change, Target


def copied(source, target):
    """As `sqlite3 source ".backup target"` does."""
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as copy:
        ours.backup(copy)


def test_what_came_between_ledger_and_bags_is_put_on_record(kho, tmp_path):
    """A document and a decision that the copy of the ledger is too old for; nothing is lost."""
    saved = tmp_path / "saved"
    saved.mkdir()
    with closing(open_archive(Settings(archive=str(kho)))) as archive:
        copied(kho / "ledger.sqlite", saved / "ledger.sqlite")
        put(archive, draw_stack(tmp_path / "mới.pdf", 1, 7), [(1,)])
        one = archive.documents()[0]
        change = Change("correct", Target("field", key="subject"), after="về việc khác")
        archive.decisions.decide(one, [change], "Mai", 0)
        rows = {row.id for row in archive.ledger.documents()}
        said = archive.decisions.of(one)
        shutil.copytree(
            kho, saved, dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("*.sqlite*", ".night.lock", ".staging"),
        )  # fmt: skip

    with closing(open_archive(Settings(archive=str(saved)))) as restored:
        found = check_agreement(restored)
        assert {damage.code for damage in found} == {"no-row", "no-words"}
        assert all(settle_disagreement(restored, damage) for damage in found)
        assert {row.id for row in restored.ledger.documents()} == rows
        assert restored.decisions.of(one) == said
        assert restored.read_decided(one).fields["subject"].value == "về việc khác"
        assert check_agreement(restored) == []
