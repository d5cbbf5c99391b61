"""Where tickets and comments lie in Zendesk's exports, and how these are recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convqa.ingest.formats.access import first, get, has, identifier, items, number, objects, text
from convqa.ingest.formats.zendesk_cast import id_of

__all__ = ["BODIES", "is_loose", "missing", "recognise", "ticket_id", "ticket_of", "tickets_of"]

BODIES = ("plain_body", "body", "html_body")
"""Where a comment has its text, the plainest first."""

_COMMENT_TYPES = ("Comment", "VoiceComment")
_TICKET_URL = re.compile(r"/(?:tickets|requests)/(\d{1,18})/")
_DEPTH = 6
_MOST_COMMENTS = 1e6


def recognise(value: object) -> bool:
    """Comments of a ticket, a ticket or several, with or without their comments, or loose comments: see `marks`."""
    return (
        any(_is_comment(comment) for comment in objects(get(value, "comments")))
        or _is_ticket(value)
        or _is_ticket(get(value, "ticket"))
        or any(_is_ticket(ticket) for ticket in objects(get(value, "tickets")))
        or _hides_notes(value)
    )


def tickets_of(value: object) -> list[dict[str, object]]:
    """The tickets of a value; a page of comments stands for its ticket."""
    if has(value, tickets=list):
        return list(objects(get(value, "tickets")))
    ticket = get(value, "ticket")
    return list(objects([ticket if isinstance(ticket, dict) else value]))


def is_loose(value: object) -> bool:
    """Whether a value is a comment that says by itself of which ticket it is."""
    return _is_comment(value) and ticket_of({}, value) is not None


def ticket_of(page: object, comment: object) -> str | None:
    """The ticket of a comment, by the page or the ticket that holds it, else by its own words."""
    ticket = get(page, "ticket")
    return ticket_id(page, ticket if isinstance(ticket, dict) else page, [comment])


def _is_comment(value: object) -> bool:
    if not isinstance(value, dict) or identifier(value.get("author_id")) is None:
        return False
    ours = (
        isinstance(value.get("public"), bool)
        or isinstance(value.get("audit_id"), int)
        or isinstance(get(value, "via.channel"), str)
        or value.get("type") in _COMMENT_TYPES
    )
    return ours and any(isinstance(value.get(body), str) for body in BODIES)


def _hides_notes(value: object) -> bool:
    """Whether comments lie alone, or where no export of this format has them, and guessing might read the notes."""
    if _is_comment(value):
        return True
    level = [value]
    for _ in range(_DEPTH):
        level = [
            inner
            for holder in level
            for inner in (holder.values() if isinstance(holder, dict) else items(holder))
            if isinstance(inner, dict | list)
        ]
        if any(get(inner, "public") is False and _is_comment(inner) for inner in level):
            return True
    return False


def _is_ticket(value: object) -> bool:
    if not isinstance(value, dict) or id_of(value, "requester") is None:
        return False
    marks = (
        isinstance(get(value, "via.channel"), str),
        isinstance(value.get("status"), str),
        isinstance(value.get("subject"), str),
        id_of(value, "submitter") is not None,
        any(_is_comment(comment) for comment in objects(value.get("comments"))),
    )
    return sum(marks) > 1


def ticket_id(value: object, head: object, comments: Sequence[object]) -> str | None:
    """The ticket's number: a page of comments may have it in each of them, or in the address of another page only."""
    own = identifier(get(head, "id")) or identifier(get(value, "ticket_id"))
    if own is not None or head is not value:
        return own
    each = {identifier(first(get(one, "ticket_id"), get(one, "request_id"))) for one in objects(comments)}
    if len(each) == 1 and (shared := each.pop()) is not None:
        return shared
    pages = [text(get(value, place)) for place in ("next_page", "previous_page", "links.next", "links.prev")]
    return next((match[1] for page in pages if (match := _TICKET_URL.search(page[:500])) is not None), None)


def missing(page: object, here: int) -> int:
    """How many comments of a ticket are on other pages; at least one where there is another page and no number."""
    more = any(text(get(page, place)) for place in ("next_page", "previous_page"))
    if not more and get(page, "meta.has_more") is not True:
        return 0
    total = number(get(page, "count"))
    # Pages that were put together may hold all of them.
    return max(0, int(total) - here) if total is not None and total < _MOST_COMMENTS else 1
