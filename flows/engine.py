"""What a worker starts for a scheduled night: Prefect's engine under a light main module.

Page processes are spawned, and a spawned process imports its parent's main module again.  Were
that `prefect.engine`, each of them would load Prefect: 70 MB and two seconds for nothing.
"""

from __future__ import annotations

import runpy

if __name__ == "__main__":
    runpy.run_module("prefect.engine", run_name="__main__")
