"""What makes the files: this program, in its version."""

from functools import cache
from importlib.metadata import version

__all__ = ["maker", "release"]


@cache
def release() -> str:
    """The version of this program as installed; asking the package costs a third of a ms."""
    return version("sohoa")


def maker() -> str:
    """This program as files name what made them: `sohoa 1.2.3`."""
    return f"sohoa {release()}"
