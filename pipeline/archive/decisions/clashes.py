"""Whether what a person wants decided was decided by somebody else since their page was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.decided import same_target
from pipeline.errors import ChangedMeanwhileError, DecisionError
from pipeline.values.decisions import undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.decisions import Change, Decision

__all__ = ["see_no_clash", "signature_of", "undoing"]

_WHOLE = ("sign", "reopen")


def see_no_clash(
    document: str, changes: Sequence[Change], known: Sequence[Decision], seen: int
) -> None:
    """See that nobody has decided of the same things since.

    Args:
        document: Its id.
        changes: As wanted; an undoing names its target.
        known: All decisions on record.
        seen: Number of the last one that the person knew.

    Raises:
        ChangedMeanwhileError: Somebody has, or has signed the record off or reopened it.
        DecisionError: The person knew of decisions that there are not: the ledger is an older one
            put back, or the number is made up.
    """
    if not 0 <= seen <= len(known):
        raise DecisionError(document, "trang này không khớp với sổ của kho; hãy tải lại trang")
    newer = tuple(one for one in known if one.number > seen)
    whole = any(change.act in _WHOLE for change in changes)
    against = [one for one in newer if whole or one.change.act in _WHOLE or _touches(one, changes)]
    if against:
        raise ChangedMeanwhileError(document, against[-1].who, newer)


def _touches(decision: Decision, changes: Sequence[Change]) -> bool:
    return any(same_target(decision.change.target, change.target) for change in changes)


def signature_of(standing: Sequence[Decision]) -> Decision | None:
    """The decision by which a record is signed off; None where it is open.

    Args:
        standing: The decisions that hold, oldest first.
    """
    last = [one for one in standing if one.change.act in _WHOLE][-1:]
    return last[0] if last and last[0].change.act == "sign" else None


def undoing(document: str, change: Change, known: Sequence[Decision]) -> Decision:
    """The decision that a change undoes.

    Raises:
        DecisionError: There is none, it does not hold, or it is a signature.
    """
    found = next((one for one in known if one.number == change.undoes), None)
    if found is None:
        raise DecisionError(document, f"không có quyết định số {change.undoes}")
    if found.number in undone(known):
        raise DecisionError(document, f"quyết định số {change.undoes} đã được hoàn tác trước đó")
    if found.change.act in _WHOLE:
        raise DecisionError(document, "chữ ký không hoàn tác được; hãy mở lại hoặc ký lại hồ sơ")
    return found
