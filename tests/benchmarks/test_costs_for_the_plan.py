"""What a page costs each part, for the plan beyond: `SOHOA_BENCHMARKS=1 pytest -s` on this file.

A real night over real servers; what it used is told as JSON, and laid by hand, each figure with its
day, into `evaluation/plan/costs.json` (`docs/capacity.md`).  `SOHOA_SCANS` names a folder of scans;
without it the drawn samples are read.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from nights import TOLD_NIGHT

SCANS = os.environ.get("SOHOA_SCANS", str(Path(__file__).parents[2] / "samples" / "scans"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.server,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes minutes; set SOHOA_BENCHMARKS=1 to measure",
    ),
]

COUNTING = """
import atexit, collections, json, os, resource, sys
from s3fs import S3FileSystem
from sqlalchemy import Engine, event
told = collections.Counter()
asked = S3FileSystem._call_s3
async def counted(self, method, *args, **kw):
    told["s3 " + (method if isinstance(method, str) else method.__name__)] += 1
    return await asked(self, method, *args, **kw)
S3FileSystem._call_s3 = counted
@event.listens_for(Engine, "before_cursor_execute")
def _(*_):
    told["statements"] += 1
me = os.getpid()
def tell():
    if os.getpid() == me:
        for who, whose in (("self", resource.RUSAGE_SELF), ("children", resource.RUSAGE_CHILDREN)):
            used = resource.getrusage(whose)
            told["cpu " + who] = used.ru_utime + used.ru_stime
        open(sys.argv[1], "w").write(json.dumps(told))
atexit.register(tell)
"""


def processor(name):
    """CPU-seconds of the servers with this name that the tests started."""
    found = [one for one in psutil.Process().children(recursive=True) if one.name() == name]
    return sum(one.cpu_times().user + one.cpu_times().system for one in found) + sum(
        one.cpu_times().children_user + one.cpu_times().children_system for one in found
    )


def test_what_a_page_costs_each_part(tmp_path, postgres_url, s3_url):
    """Reading, ledger and store, for a page and for a document."""
    environment = {
        **os.environ, "SOHOA_INBOX": SCANS, "SOHOA_ARCHIVE": s3_url, "SOHOA_WORKERS": "1",
        "SOHOA_DATABASE": postgres_url, "SOHOA_STATE": str(tmp_path / "state"),
        "SOHOA_SETTLE_SECONDS": "0", "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    program = [sys.executable, "-c", COUNTING + TOLD_NIGHT, str(tmp_path / "told.json")]

    def night():
        before = {name: processor(name) for name in ("postgres", "weed")}
        done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        used = json.loads((tmp_path / "told.json").read_text())
        used |= {f"cpu {name}": processor(name) - before[name] for name in before}
        return json.loads(done.stdout.splitlines()[-1]), used

    facts, first = night()
    _, idle = night()
    pages, documents = facts["pages_read"], facts["documents_published"]
    used = {name: first[name] - idle.get(name, 0) for name in first}
    per_page = {name: round(value / pages, 4) for name, value in sorted(used.items())}
    told = {
        "pages": pages, "documents": documents, "a page": per_page, "a night without news": idle,
        "peak MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }  # fmt: skip
    print(json.dumps(told, indent=1))  # noqa: T201  # what it is for
    assert pages > 0
