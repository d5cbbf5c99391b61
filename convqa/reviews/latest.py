"""Of several reviews by one person of one conversation the latest counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from convqa.errors import InputError
from convqa.reviews.review import Review, identity

__all__ = ["latest", "one_each", "saved_once"]


def saved_once(reviews: Iterable[Review]) -> tuple[list[Review], int]:
    """What is left, in the order of reading, and how many gave way: evaluations with one id are one, saved again."""
    return _reduce(reviews, lambda one: one.evaluation)


def latest(reviews: Iterable[Review]) -> tuple[list[Review], int]:
    """The same: those of one conversation, agent, person and form are one, made anew.

    Where no person is named, all of a conversation count as one person's.
    """
    return _reduce(reviews, _judged)


def one_each(reviews: Iterable[Review]) -> tuple[dict[str, Review], list[InputError]]:
    """Conversation id -> its one review, and a sentence for each further one: which view holds is for people to say."""
    found: dict[str, Review] = {}
    problems: list[InputError] = []
    for one in reviews:
        earlier = found.setdefault(one.conversation, one)
        if earlier is not one:
            where = "another review" if earlier.line is None else f"line {earlier.line}"
            problem = f"{where} reviews the same conversation"
            problems.append(one.error(problem, "keep one of them; where two people reviewed it, settle on one view"))
    return found, problems


def _judged(one: Review) -> Hashable:
    return (identity(one.conversation), one.agent and identity(one.agent), one.reviewer, one.form)


def _reduce(reviews: Iterable[Review], name: Callable[[Review], Hashable]) -> tuple[list[Review], int]:
    """The latest of those with one name; `None` is no name."""
    kept: dict[Hashable, Review] = {}
    total = 0
    for place, one in enumerate(reviews):
        total += 1
        label = name(one)
        key = ("", place) if label is None else ("named", label)
        former = kept.get(key)
        if former is None or not _is_older(one, former):
            kept[key] = one
    return list(kept.values()), total - len(kept)


def _is_older(one: Review, former: Review) -> bool:
    """Whether both are dated and the one that was read later is the older; else the later one in the file counts."""
    return one.at is not None and former.at is not None and one.at < former.at
