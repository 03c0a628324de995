"""Lays the hook of `tests/killing.py` into a Python process that is started with a plan."""

import os
import sys
from pathlib import Path

if "SOHOA_TEST_KILL" in os.environ:
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from killing import PLAN, Plan, lay_hook

    sys.path.pop(0)
    lay_hook(Plan.of(os.environ[PLAN]))
