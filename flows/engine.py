"""What a worker starts for a run: Prefect's engine under a light main module.

Page processes are spawned, and a spawned process imports its parent's main module again.  Were
that `prefect.engine`, each of them would load Prefect: 70 MB and two seconds for nothing.

Before anything is loaded the run is bound to its worker: when that is killed, also while the run
still starts, it must not go on without anyone.
"""

from __future__ import annotations

import runpy

if __name__ == "__main__":
    from pipeline.processes import die_with_parent

    die_with_parent()
    runpy.run_module("prefect.engine", run_name="__main__")
