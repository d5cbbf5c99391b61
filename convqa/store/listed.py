"""Somebody on the site's own list of its people, as the store takes them over."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ROLES", "Listed"]

ROLES = ("analyst", "trainer", "supervisor", "agent")
"""What somebody who uses convqa may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list says of one person; `None` is what it has no column for, `""` what it leaves blank.

    Attributes:
        kind: `"agent"` or `"user"`; who is both is listed twice.
        key: the agent's id in assessments, or the `user_key`.
        active: whether they still work here.
    """

    kind: str
    key: str
    name: str | None = field(default=None, repr=False)
    team: str | None = None
    role: str | None = None
    active: bool | None = None
