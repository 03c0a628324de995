"""Lays the hook of `tests/killing.py` into a Python process that is started with a plan."""

import os
import sys
from pathlib import Path

if "SOHOA_TEST_KILL" in os.environ:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from killing import PLAN, Plan, lay_hook

    sys.path.pop(0)
    plan = Plan.of(os.environ[PLAN])
    if b"server" in Path("/proc/self/cmdline").read_bytes().split(b"\0"):
        Path(plan.root, "prefect").write_text(str(os.getpid()))
    lay_hook(plan)
