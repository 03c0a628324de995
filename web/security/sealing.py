"""Secrets that must be known again, closed with a key that lies elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

from pipeline.archive.objects import archive_errors
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Seal", "SealError"]


class SealError(SetupError):
    """A secret was closed with another key: (file of the key,)."""

    code = "seal"

    def __str__(self) -> str:
        return (
            f"Khóa {self.args[0]} không mở được bí mật của nơi nhận tin. Nếu máy khác đã đặt nơi "
            "nhận này, hãy chép tệp khóa từ máy đó; nếu không, bỏ nơi nhận rồi đặt lại."
        )


class Seal:
    """Closes and opens with one key; whoever has the ledger alone learns nothing.

    Args:
        file: Of the key; made where there is none, for its owner only.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def close(self, secret: bytes) -> bytes:
        """A secret as it may lie in a database."""
        return self._fernet().encrypt(secret)

    def open(self, closed: bytes) -> bytes:
        """The secret.

        Raises:
            SealError: Another key has closed it.
        """
        try:
            return self._fernet().decrypt(closed)
        except InvalidToken as error:
            raise SealError(str(self._file)) from error

    def _fernet(self) -> Fernet:
        with archive_errors(str(self._file)):
            if not self._file.exists():
                self._make()
            key = self._file.read_bytes()
        try:
            return Fernet(key)
        except ValueError as error:
            raise SealError(str(self._file)) from error

    def _make(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "wb") as file:  # noqa: PTH123  # of a handle
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, self._file)
        except FileExistsError:
            pass  # another process was faster: its key counts
        finally:
            new.unlink()
