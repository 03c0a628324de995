"""A record says what it is about, in this process and where the work is done."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace

import pytest

from flows.configuration import page_log
from flows.pool import Job, WorkerPool
from pipeline.logs import JsonLines, Words, about, what_about
from pipeline.settings import Logs, Settings


def line(form, message="read %d", *values, error=None):
    record = logging.LogRecord("flows.x", logging.INFO, __file__, 1, message, values, error)
    return form.format(record)


def test_what_is_told_within_stands_in_the_record():
    with about(night="n", batch="n-0001"), about(page=3, file=None):
        told = json.loads(line(JsonLines(), "read %d", 7))
        words = line(Words(), "read %d", 7)
    assert (told["what"], told["night"], told["batch"], told["page"]) == (
        "read 7",
        "n",
        "n-0001",
        3,
    )
    assert "file" not in told
    assert words.endswith("read 7 night=n batch=n-0001 page=3")
    assert what_about() == {}


@pytest.mark.parametrize("message", ["a\nb", "dòng\u2028khác", '"', "\udcff", "\x00"])
def test_a_record_is_one_line_whatever_it_says(message):
    said = line(JsonLines(), message)
    assert "\n" not in said
    assert json.loads(said)["what"] == message


def test_an_error_comes_with_its_traceback():
    with pytest.raises(ValueError, match="no") as met:
        int("no")
    told = json.loads(line(JsonLines(), "x", error=(met.type, met.value, met.tb)))
    assert "ValueError: invalid literal" in told["error"]


@dataclass(frozen=True)
class Telling:
    def warm(self):
        pass

    def work(self, task):
        logging.getLogger("flows.test").warning("at work")
        return task.about["page"]


@dataclass(frozen=True)
class Task:
    about: dict


@pytest.mark.slow
def test_page_processes_write_json_with_the_ids_of_their_batch(tmp_path):
    settings = replace(Settings(), state=str(tmp_path), workers=1, logs=Logs("json"))
    with WorkerPool(settings, Telling()) as pool, about(night="n", batch="n-0001"):
        pool.run([Job(Task({"file": "ab", "page": 2}), 30)], lambda _: None)
    lines = [json.loads(one) for one in page_log(settings).read_text().splitlines()]
    told = next(one for one in lines if one["what"] == "at work")
    assert (told["night"], told["batch"], told["file"], told["page"]) == ("n", "n-0001", "ab", 2)
    assert told["worker"]
    assert any(one["what"].startswith("done task=Task") for one in lines)
