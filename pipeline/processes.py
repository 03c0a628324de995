"""What the kernel is asked to see to: a process that dies with its parent and stays in bounds.

Both hold for native code that never comes back to Python, and where we were killed with `kill -9`
and can see to nothing ourselves.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal

__all__ = ["bound_files", "bound_memory", "die_with_parent", "few_arenas", "no_core_files"]

PR_SET_PDEATHSIG = 1  # linux/prctl.h
M_ARENA_MAX = -8  # malloc.h of glibc
MB = 1024**2
_libc = ctypes.CDLL(None, use_errno=True)
"""Loaded beforehand: between fork and exec nothing may be imported."""


def die_with_parent(parent: int | None = None) -> None:
    """From now on this process is killed when its parent is.

    Args:
        parent: Its process id, where known: a parent that died before we asked is noticed.
    """
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def bound_memory(most_mb: float, *, for_good: bool = False) -> None:
    """Let this process, and each one that it starts, have no more memory than this.

    What is counted is memory that can be written (RLIMIT_DATA), not the address space: libraries
    and engines reserve hundreds of megabytes of that and never touch them (measured: a page process
    at rest has 97 MB of data and 437 MB of addresses).

    Args:
        most_mb: The bound; one above that was set for good counts as that one.
        for_good: It cannot be raised again, and is no higher than the one that holds now.
    """
    now, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = int(most_mb * MB)
    if (most := now if for_good else hard) != resource.RLIM_INFINITY:
        bound = min(bound, most)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound if for_good else hard))


def bound_files(most_mb: float) -> None:
    """Let no file that this process writes grow beyond this: a program is killed by SIGXFSZ."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    bound = int(most_mb * MB)
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound))


def few_arenas(count: int = 2) -> None:
    """Let all threads of this process share so many heaps; call it before threads are started.

    glibc gives each thread a heap of its own, up to eight for a core, and hardly ever takes back
    what lies free in them: a server with 40 threads kept 407 MB, and keeps 222 with two heaps
    (measured: twenty clerks at the desk). Other C libraries have no such heaps.
    """
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(M_ARENA_MAX, count)


def no_core_files() -> None:
    """A crash leaves no picture of its memory behind: it would be the size of the process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
