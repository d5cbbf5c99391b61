"""Who is who in a Zendesk ticket, from the users beside it and from the ticket's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from convqa.conversation import Role
from convqa.ingest.formats.access import first, get, identifier, items, objects, text
from convqa.ingest.formats.zendesk_chat import person_name

__all__ = ["Cast", "find_cast", "id_of"]

_ROLES: Mapping[str, Role] = {"end-user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}


class _Person(NamedTuple):
    role: Role | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is who, by id.

    Attributes:
        requester: whom the ticket is about; `None` where the export does not say it.
        roles: without those of whom the export does not say it.
        names: of the users who are described.
    """

    requester: str | None = field(repr=False)
    roles: Mapping[str, Role] = field(repr=False)
    names: Mapping[str, str | None] = field(repr=False)


def id_of(value: object, whom: str) -> str | None:
    """The id of somebody, as `author_id` or, in exports, as the object `author`."""
    return identifier(first(get(value, f"{whom}_id"), get(value, f"{whom}.id")))


def find_cast(head: object, comments: Iterable[object], page: object) -> Cast:
    """The cast of a ticket: `head` with those who write its `comments`, in an export that is or holds `page`."""
    people = _people(page, head)
    roles = {key: person.role for key, person in people.items() if person.role is not None}
    writers = {key for comment in comments if (key := id_of(comment, "author")) is not None}
    customers = {key for key in writers if roles.get(key) is Role.CUSTOMER}
    requester = id_of(head, "requester")
    if requester is None and len(customers) == 1:
        requester = min(customers)
    for whom in ("assignee", "submitter"):  # only an agent can be assigned, or submit a ticket for another
        key = id_of(head, whom)
        if key is not None and key != requester:
            roles.setdefault(key, Role.AGENT)
    # One of the company may ask too, at a help desk for its own people; not where somebody from outside writes.
    if requester is not None and not (customers and roles.get(requester) is Role.AGENT):
        roles[requester] = Role.CUSTOMER
    return Cast(requester=requester, roles=roles, names={key: person.name for key, person in people.items()})


def _people(*holders: object) -> dict[str, _Person]:
    """Everybody who is described beside a ticket or in it, by id."""
    found: dict[str, _Person] = {}
    for holder in holders:
        beside = [get(holder, whom) for whom in ("requester", "submitter", "assignee")]
        for user in objects(beside + items(get(holder, "users"))):
            role = _ROLES.get(text(user.get("role")).casefold())
            if role is None and isinstance(user.get("agent"), bool):  # as the end-user's own API says it
                role = Role.AGENT if user["agent"] else Role.CUSTOMER
            key = identifier(user.get("id"))
            if key is not None:
                found[key] = _Person(role=role, name=person_name(user.get("name")))
    return found
