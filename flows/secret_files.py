"""Secrets come from files: the ledger's password into its URL, Prefect's into its environment.

A container's environment and a command line are shown to whoever may look (`docker inspect`,
`ps`); a file that is mounted for one service is not.  Our own settings name such files
(`database_password_file`).  Prefect knows no files, so its programs are started through this one,
which reads them and is replaced by the program:

    python -m flows.secret_files prefect worker start --pool hang-dem
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from pipeline.errors import DigitiseError, SettingsError, SetupError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.settings import Settings

__all__ = ["SecretFileError", "environment_with_secrets", "read_secret", "with_database_password"]

FOR_PREFECT = (
    "PREFECT_API_AUTH_STRING",
    "PREFECT_SERVER_API_AUTH_STRING",
    "PREFECT_SERVER_DATABASE_PASSWORD",
)
"""Each may be given as `<name>_FILE`."""
_USER = re.compile(r"(?P<before>[^/@:]+://[^/@:]+)(?P<after>@.*)", re.DOTALL)


class SecretFileError(SetupError):
    """A file that shall hold a secret cannot be read, or is empty: (name, path, detail)."""

    code = "secret-file"

    def __str__(self) -> str:
        name, path, detail = self.args
        return (
            f"Không đọc được mật khẩu từ tệp {path} ({name}): {detail}. "
            "Hãy tạo tệp bằng scripts/make-secrets, hoặc cho tài khoản chạy chương trình đọc nó."
        )


def read_secret(name: str, path: str) -> str:
    """What a file holds, without the line's end.

    Args:
        name: Of the setting, for people.
        path: Of the file.

    Raises:
        SecretFileError: It cannot be read, or holds nothing.
    """
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretFileError(name, path, from_system(error)) from None
    except UnicodeDecodeError:
        raise SecretFileError(name, path, "không phải chữ UTF-8") from None
    if not secret:
        raise SecretFileError(name, path, "tệp rỗng")
    return secret


def with_database_password(settings: Settings) -> Settings:
    """The settings with the password from `database_password_file` in `database`.

    A URL that has a password keeps it: a child of ours is given the whole one.

    Raises:
        SecretFileError: The file cannot be read, or holds nothing.
        SettingsError: The URL names no user whose password it could be.
    """
    if not settings.database_password_file or re.match(
        r"[^/@]+://[^/@:]+:[^@]*@", settings.database
    ):
        return settings
    parts = _USER.fullmatch(settings.database)
    if parts is None:
        allowed = "postgresql+psycopg://TÊN@MÁY/CSDL khi có database_password_file"
        raise SettingsError("database", settings.database, allowed)
    secret = read_secret("database_password_file", settings.database_password_file)
    return replace(settings, database=f"{parts['before']}:{quote(secret, safe='')}{parts['after']}")


def environment_with_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment with what its `PREFECT_…_FILE` name; those names are gone.

    Raises:
        SecretFileError: A file cannot be read, or holds nothing.
    """
    found = dict(environ)
    for name in FOR_PREFECT:
        path = found.pop(f"{name}_FILE", None)
        if path is not None:
            found[name] = read_secret(f"{name}_FILE", path)
    return found


def _become(command: list[str]) -> NoReturn:
    if not command:
        sys.exit("usage: python -m flows.secret_files COMMAND [ARGUMENT ...]")
    try:
        environment = environment_with_secrets(os.environ)
    except DigitiseError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606  # no shell is the point
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    _become(sys.argv[1:])
