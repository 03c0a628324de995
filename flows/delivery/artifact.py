"""A report on Prefect's pages, beside the night's run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact
from prefect.exceptions import PrefectException

from flows.delivery.refusing import RefusedError

if TYPE_CHECKING:
    from flows.delivery.told import Told

__all__ = ["leave_artifact"]


def leave_artifact(told: Told) -> None:
    """Leave it once; nights of one deployment stand under one key, the newest first.

    Raises:
        RefusedError: Prefect's server did not take it.
    """
    import httpx

    try:
        create_markdown_artifact(told.markdown, key="bao-cao-dem", description=told.subject)
    except (httpx.HTTPError, PrefectException, OSError) as error:
        raise RefusedError("máy chủ Prefect không nhận báo cáo", True) from error
