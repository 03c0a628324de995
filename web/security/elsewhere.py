"""Accounts of people who log in elsewhere: found, made and kept in step with what is said there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import PeopleError, SettingsError
from pipeline.values.people import ROLES, Who

if TYPE_CHECKING:
    from pipeline.archive.people import Account, People
    from pipeline.values.people import Role
    from web.security.oidc import Said

__all__ = ["account_of", "roles_by_group"]


def roles_by_group(said: str) -> dict[str, Role]:
    """What each group does here, from `group=role`, parted by spaces.

    Raises:
        SettingsError: No pairs, or roles that there are not.

    >>> roles_by_group("so-hoa=reviewer truong-phong=signer")
    {'so-hoa': 'reviewer', 'truong-phong': 'signer'}
    """
    found: dict[str, Any] = {}
    for pair in said.split():
        group, sign, role = pair.rpartition("=")
        if not sign or not group or role not in ROLES:
            raise SettingsError("desk.oidc_roles", said, f"nhóm=vai_trò, với {', '.join(ROLES)}")
        found[group] = role
    return found


def account_of(people: People, said: Said, groups: dict[str, Role], address: str) -> Account:
    """The account of somebody who logged in elsewhere.

    An account with a password here is never opened so: whoever may choose a name there could else
    take it over.

    Args:
        people: Of the desk.
        said: Who it is.
        groups: What groups do here.
        address: Where the request came from.

    Raises:
        PeopleError: There is no account for this person, or it is locked.
    """
    accounts = people.accounts
    found = accounts.known_elsewhere(said.issuer, said.subject)
    himself = Who(found.name if found else said.name, frozenset())
    roles = None if said.groups is None else {groups[one] for one in said.groups & groups.keys()}
    if roles is not None and not roles:
        raise PeopleError(said.name, "không thuộc nhóm nào được dùng bàn làm việc này")
    if found is None:
        if roles is not None and accounts.get(said.name) is None:
            accounts.add(said.name, roles, None, by=himself, address=address)
        found = accounts.bind(said.name, said.issuer, said.subject, by=himself, address=address)
    if found.disabled:
        raise PeopleError(found.name, "tài khoản đã khóa; hãy hỏi người quản trị")
    if roles is not None and roles != found.roles:
        found = accounts.change(
            found.name, roles=roles, fonds=found.fonds, by=himself, address=address
        )
    return found
