"""Nothing calls home: every switch of every library that would, thrown before any is imported.

Some read their switch once, when they are loaded, so this module stands before all others: each
package of ours imports it first, from its own `__init__`, and it imports nothing but `os`.
Processes that we start inherit the environment. A process that is not ours from its first line on
(`prefect server start` in a container) is given the same by the Dockerfile and docker-compose.yml.
"""

from __future__ import annotations

import os

__all__ = ["SWITCHES"]

SWITCHES = {
    # Microsoft's 1DS, in every wheel: asks DNS for its host seconds after the first session.
    # `disable_telemetry_events()` comes too late (measured).
    "ORT_DISABLE_TELEMETRY": "1",
    # Prefect looks at both: either alone still looked outside (measured). "False" is how its worker
    # writes it into the environment of a run.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "False",
    # FastAPI sends traces to whatever OTEL_* names: a stranger's variable must not open a door.
    "OTEL_SDK_DISABLED": "true",
    # botocore, given no keys, asks 169.254.169.254 for some.
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""Names and values, for processes that we start and for tests."""

os.environ.update(SWITCHES)
