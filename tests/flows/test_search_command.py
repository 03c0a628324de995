"""`sohoa search`: what a clerk and a program are told."""

import hashlib
import json
from dataclasses import replace

import pytest
from shelf import SHELF, letter

from pipeline.archive import InboxFile, open_archive
from pipeline.settings import Settings


@pytest.fixture
def kho(tmp_path):
    """An archive whose ledger and index know the shelf; bags are not needed to ask."""
    folder = tmp_path / "kho"
    opened = open_archive(Settings(archive=str(folder)))
    evil = letter("xấu\x1b[2J", ["văn bản \x1b[31mđỏ và \u202engược"], subject="bẫy\u202e màn hình")
    for document in (*SHELF.values(), evil):
        sha = hashlib.sha256(document.id.encode()).hexdigest()
        opened.ledger.sight(InboxFile(f"/in/{sha}", document.source.name, 1, 1), sha)
        opened.ledger.record(document.id, sha, document.source.pages, "k1")
        opened.make_found(replace(document))
    opened.close()
    return folder


def test_a_program_is_given_hits_best_first(sohoa, kho):
    said = sohoa("search", "1943 cv qu", "--archive", kho, "--json", "--facets")
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    first = told["hits"][0]
    assert {"id", "name", "page", "snippet", "score"} <= set(first)
    assert (first["id"], first["name"]) == (SHELF["dịch 2021"].id, "dịch 2021.pdf")
    assert (first["page"], first["kind"]) == (1, "exact")
    scores = [hit["score"] for hit in told["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert told["facets"]["total"] == len(told["hits"])
    assert told["missing"] == 0


def test_a_clerk_sees_what_it_is_where_it_stands_and_which_words(sohoa, kho):
    said = sohoa("search", "dịch", "bệnh", "--archive", kho)
    assert "1. CÔNG VĂN · số 1943-CV/QU · 30/07/2021 · QUẬN ỦY LONG BIÊN" in said.stdout
    assert "dịch 2021.pdf, trang 1" in said.stdout
    assert "«dịch bệnh»" in said.stdout


def test_what_only_looks_like_it_is_called_so(sohoa, kho):
    assert "(gần giống)" in sohoa("search", "1944-CV/QU", "--archive", kho).stdout
    assert "(gần giống)" not in sohoa("search", "1943-CV/QU", "--archive", kho).stdout
    said = sohoa("search", "xyzzyx", "--archive", kho)
    assert said.returncode == 0
    assert "Không tìm thấy" in said.stdout


def test_nothing_of_a_document_steers_the_terminal(sohoa, kho):
    said = sohoa("search", "bẫy màn hình", "--archive", kho)
    assert "\x1b" not in said.stdout
    assert "\u202e" not in said.stdout
    assert "trang 1" in said.stdout


@pytest.mark.parametrize(
    ("question", "told"),
    [("ngày: mai", "phải là ngày"), ('"dịch', "dấu ngoặc kép"), ("trang:3", "cơ quan, loại")],
)
def test_a_wrong_question_is_told_in_words(sohoa, kho, question, told):
    said = sohoa("search", question, "--archive", kho)
    assert said.returncode == 2
    assert told in said.stderr
    assert said.stdout == ""


def test_what_the_index_lacks_is_told_with_the_remedy(sohoa, kho):
    opened = open_archive(Settings(archive=str(kho)))
    opened.search.drop([SHELF["đảng"].id])
    opened.close()
    said = sohoa("search", "dịch", "--archive", kho)
    assert "chỉ mục thiếu 1 văn bản; chạy: sohoa search --rebuild" in said.stderr
    assert json.loads(sohoa("search", "dịch", "--archive", kho, "--json").stdout)["missing"] == 1


def test_no_index_is_told_with_the_remedy(sohoa, kho):
    for file in kho.glob("search.sqlite*"):
        file.unlink()
    said = sohoa("search", "dịch", "--archive", kho)
    assert said.returncode == 5
    assert "sohoa search --rebuild" in said.stderr
    said = sohoa("search", "--rebuild", "--archive", kho, "--json")
    assert json.loads(said.stdout) == {"documents": 0}  # the shelf has no bags


def test_nothing_asked_is_wrong_use(sohoa, kho):
    said = sohoa("search", "--archive", kho)
    assert said.returncode == 2
    assert "CÂU HỎI" in said.stderr


def test_the_end_of_a_night_brings_the_index_to_what_the_archive_has(kho, monkeypatch, caplog):
    """The shelf has no bags, so nothing may stay; an index that fails does not fail the night."""
    from flows.night import _catch_up
    from pipeline.errors import SearchIndexError

    opened = open_archive(Settings(archive=str(kho)))
    _catch_up(opened)
    assert opened.search.count() == 0

    def refuse(*_):
        raise SearchIndexError("search.sqlite", "không dùng được")

    monkeypatch.setattr("pipeline.archive.search.keeping.rebuild", refuse)
    monkeypatch.setattr(opened.search.index, "open_or_make", refuse)
    _catch_up(opened)
    assert "index not caught up" in caplog.text
    opened.close()
