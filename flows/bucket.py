"""The archive's bucket made ready, once before anything else: `python -m flows.bucket`.

Whoever runs it may make buckets and say what they keep; nights and desk need not.
"""

from __future__ import annotations

import sys

from flows.configuration import load_settings
from pipeline.archive.new_bucket import prepare_bucket
from pipeline.errors import DigitiseError, SettingsError

__all__ = ["main"]


def main() -> int:
    """Prepare the bucket that the settings name; exit code."""
    try:
        settings = load_settings()
        if not settings.archive.startswith("s3://"):
            raise SettingsError("archive", settings.archive, "s3://…")
        made = prepare_bucket(settings.archive)
    except DigitiseError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"{settings.archive}: {'đã tạo' if made else 'đã có'}, giữ các bản cũ.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
