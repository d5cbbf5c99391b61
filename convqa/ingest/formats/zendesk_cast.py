"""Who is who in a Zendesk ticket, from the users beside it and from the ticket's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from convqa.conversation import Role
from convqa.ingest.formats.access import first, get, identifier, items, text
from convqa.ingest.formats.zendesk_chat import person_name

__all__ = ["Cast", "People", "find_cast", "id_of", "people_of"]

_ROLES: Mapping[str, Role] = {"end-user": Role.CUSTOMER, "agent": Role.AGENT, "admin": Role.AGENT}


class _Person(NamedTuple):
    role: Role | None
    name: str | None


class People(dict[str, object]):
    """Users by id. An export may hold thousands beside its tickets, so they are looked at once."""

    def __or__(self, others: Mapping[str, object]) -> People:  # type: ignore[override]
        return People({**self, **others})

    def person(self, key: str) -> _Person | None:
        """One of them; `None` where they are not described."""
        found = self.get(key)
        return found if isinstance(found, _Person) else None

    @cached_property
    def by_name(self) -> Mapping[str, str | None]:
        """Name without case -> id; `None` where several have the name."""
        found: dict[str, str | None] = {}
        for key in self:
            person = self.person(key)
            if person is not None and person.name is not None:
                fold = person.name.casefold()
                found[fold] = None if fold in found else key
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is who.

    Attributes:
        requester: whom the ticket is about, by id; `None` where the export does not say it.
        roles: of those who write and of whom the ticket names, by id; without those of whom the export does not say it.
        own: who is described in the ticket itself; they go before `beside`, who are described for all tickets.
    """

    requester: str | None = field(repr=False)
    roles: Mapping[str, Role] = field(repr=False)
    own: People = field(repr=False)
    beside: People = field(repr=False)

    def role_of(self, key: str) -> Role | None:
        """The role of somebody, by id; `None` where it is not known."""
        person = self.own.person(key) or self.beside.person(key)
        return self.roles.get(key) or (None if person is None else person.role)

    def name_of(self, key: str) -> str | None:
        """The name of somebody, by id; `None` where it is not known."""
        person = self.own.person(key) or self.beside.person(key)
        return None if person is None else person.name

    def named(self, name: str) -> str | None:
        """The id of the one who has a name; `None` where nobody or several have it."""
        fold = name.casefold()
        both = {people.by_name[fold] for people in (self.own, self.beside) if fold in people.by_name}
        return both.pop() if len(both) == 1 else None


def id_of(value: object, whom: str) -> str | None:
    """The id of somebody, as `author_id` or, in exports, as the object `author`."""
    return identifier(first(get(value, f"{whom}_id"), get(value, f"{whom}.id")))


def people_of(users: Iterable[object]) -> People:
    """The users that a list describes."""
    found = People()
    for user in users:
        role = _ROLES.get(text(get(user, "role")).casefold())
        if role is None and isinstance(get(user, "agent"), bool):  # as the end-user's own API says it
            role = Role.AGENT if get(user, "agent") else Role.CUSTOMER
        key = identifier(get(user, "id"))
        if key is not None and isinstance(user, dict):
            found[key] = _Person(role=role, name=person_name(user.get("name")))
    return found


def find_cast(head: object, comments: Iterable[object], page: object) -> Cast:
    """The cast of a ticket: `head` with those who write its `comments`, in an export that is or holds `page`."""
    listed = get(page, "users")
    beside = listed if isinstance(listed, People) else people_of(items(listed))
    own = people_of([user for holder in (page, head) for user in _described(holder, page)])
    writers = {key for comment in comments if (key := id_of(comment, "author")) is not None}
    concerned = {key for whom in ("requester", "assignee", "submitter") if (key := id_of(head, whom)) is not None}
    roles: dict[str, Role] = {}
    for key in sorted(writers | concerned):
        person = own.person(key) or beside.person(key)
        if person is not None and person.role is not None:
            roles[key] = person.role
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
    return Cast(requester=requester, roles=roles, own=own, beside=beside)


def _described(holder: object, page: object) -> Iterator[object]:
    """Who is described in a ticket, or in the page that holds it, but for the page's list of users."""
    yield from (get(holder, whom) for whom in ("requester", "submitter", "assignee"))
    if holder is not page:
        yield from items(get(holder, "users"))
