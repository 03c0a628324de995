"""The outside programs of this room, in bounds: on time, on memory, on what they write.

None outlives us. A program that is stopped by a bound is its page's error, in a clerk's words.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pdf2image import convert_from_path
from pdf2image import exceptions as failures

from pipeline.errors import (
    MissingProgramError,
    PageCorruptError,
    PageTooHeavyError,
    PageTookTooLongError,
)
from pipeline.processes import MB, bound_files, bound_memory, die_with_parent, no_core_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.settings import Raster

__all__ = ["Ran", "drawn_by_pdf2image", "run", "said_in_full"]

log = logging.getLogger(__name__)

_PACKAGE = "poppler-utils"
_BOUNDED = Path(__file__).with_name("bounded")
_NOT_FOUND, _BY_SIGNAL = 127, 128  # exit codes of a shell
_MOST_SAID = 32 * MB  # bytes; the words of a page are a few thousand
_MOST_COMPLAINTS = 1 * MB
_NO_MEMORY = ("Out of memory", "bad_alloc", "memory alloc", "insufficient memory")
_RGB_MB = 3.0  # a million pixels as a program writes them


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that came to its own end.

    Attributes:
        said: What was made of its stdout.
        complaint: Its stderr, cut where it would not end.
    """

    said: Any
    complaint: str


def said_in_full(stdout: IO[bytes]) -> bytes:
    """All of what a program says, unless it says more than any page could hold."""
    said = stdout.read(_MOST_SAID + 1)
    return said if len(said) <= _MOST_SAID else b""


def run(
    command: Sequence[str],
    page: tuple[Path, int],
    limits: Raster,
    take: Callable[[IO[bytes]], Any] = said_in_full,
) -> Ran:
    """Run a program over one page.

    Args:
        command: Program and arguments.
        page: File and number, for errors.
        limits: `program_seconds` and `program_mb`; a file that it writes is at most a picture of
            `max_megapixels` in colour.
        take: Makes something of its stdout while it runs. What it leaves unread is not wanted.

    Raises:
        PageTookTooLongError: It was killed when its time was up.
        PageTooHeavyError: It wanted more memory, or wrote more, than it may.
        PageCorruptError: It crashed.
        MissingProgramError: It is not installed.
    """
    parent = os.getpid()

    def within_bounds() -> None:
        die_with_parent(parent)
        no_core_files()
        bound_memory(limits.program_mb, for_good=True)
        bound_files(_largest_file_mb(limits) + 1)

    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=within_bounds,  # noqa: PLW1509  # a few calls of the kernel, no Python lock
        )
    except FileNotFoundError:
        raise MissingProgramError(command[0], _PACKAGE) from None
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.program_seconds, stop)
    complaints: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, complaints), daemon=True)
    with process:
        timer.start()
        listener.start()
        try:
            said = take(process.stdout)  # type: ignore[arg-type]  # it is a pipe
            process.stdout.close()  # type: ignore[union-attr]
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
            listener.join()
    complaint = b"".join(complaints).decode(errors="replace")
    _see_how_it_ended(command[0], page, limits, code, complaint, late=late.is_set())
    return Ran(said, complaint)


def drawn_by_pdf2image(
    page: tuple[Path, int], limits: Raster, folder: Path, **options: Any
) -> tuple[Path | None, str]:
    """One page drawn into a folder by pdf2image, its programs in the same bounds as others.

    pdf2image starts programs itself and forgets what they complained of. It is pointed at
    programs of ours with the same names (`bounded/`), which start the real ones in bounds and
    keep their words.

    Args:
        page: File and number.
        limits: As of `run`.
        folder: Where the picture is written; empty.
        options: Of `pdf2image.convert_from_path`.

    Returns:
        The picture's file, None where there is none, and what was complained of.

    Raises:
        As `run`.
    """
    path, number = page
    bounds = {
        "SOHOA_BOUND_PATH": os.environ.get("PATH", os.defpath),
        "SOHOA_BOUND_MEMORY": str(int(limits.program_mb * MB)),
        "SOHOA_BOUND_FILE": str(int((_largest_file_mb(limits) + 1) * MB)),
        "SOHOA_BOUND_FOLDER": str(folder),
    }
    late = False
    found: list[Any] = []
    os.environ.update(bounds)
    try:
        found = convert_from_path(
            os.path.abspath(path),  # noqa: PTH100  # a name that begins with "-" is no option
            first_page=number,
            last_page=number,
            output_folder=folder,
            paths_only=True,
            timeout=math.ceil(limits.program_seconds),
            poppler_path=str(_BOUNDED),
            **options,
        )
    except failures.PDFPopplerTimeoutError:
        late = True
    except failures.PDFInfoNotInstalledError:
        raise MissingProgramError("pdftoppm", _PACKAGE) from None
    except (failures.PDFPageCountError, ValueError, OSError) as error:
        log.info("not drawn file=%s page=%d error=%r", path, number, error)
    finally:
        for name in bounds:
            os.environ.pop(name, None)
    complaint = _kept(folder / "said")[:_MOST_COMPLAINTS]
    code = int(_kept(folder / "ended") or 0)
    if code == _NOT_FOUND:
        raise MissingProgramError("pdftoppm", _PACKAGE)
    ended = _BY_SIGNAL - code if code > _BY_SIGNAL else code
    _see_how_it_ended("pdftoppm", page, limits, ended, complaint, late=late)
    return (Path(found[0]) if found else None), complaint


def _largest_file_mb(limits: Raster) -> float:
    """A page in colour, as a program writes it."""
    return _RGB_MB * limits.max_megapixels


def _kept(file: Path) -> str:
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""  # it was stopped before it came to that


def _listen(stderr: IO[bytes], complaints: list[bytes]) -> None:
    """Hear a program out, so that it is not held up; keep what a person could read."""
    kept = 0
    while block := stderr.read(1 << 16):
        if kept < _MOST_COMPLAINTS:
            complaints.append(block)
            kept += len(block)


def _see_how_it_ended(
    program: str,
    page: tuple[Path, int],
    limits: Raster,
    code: int,
    complaint: str,
    *,
    late: bool,
) -> None:
    path, number = page
    if late:
        raise PageTookTooLongError(path.name, number, limits.program_seconds)
    if any(words in complaint for words in _NO_MEMORY):
        raise PageTooHeavyError(path.name, number, "bộ nhớ", limits.program_mb)
    if code == -signal.SIGXFSZ:
        raise PageTooHeavyError(path.name, number, "chỗ trên đĩa tạm", _largest_file_mb(limits))
    if code < 0 and code != -signal.SIGPIPE:  # SIGPIPE: we had heard enough
        raise PageCorruptError(path.name, number, f"{program}: tín hiệu {-code}")
