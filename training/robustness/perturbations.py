"""Pure changes to a conversation that should not change what is thought of the agent.

Each takes a `Conversation` and gives a new one, whose turns are numbered anew; none looks at anything else, and what
is drawn at random comes from the generator that is passed. Texts are redacted texts, and placeholders stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from convqa.conversation import Conversation, Role, Turn

__all__ = ["add_text", "insert_exchanges", "pauses", "split_turn", "thirds", "turns_of", "without"]

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)|\n+(?=\S)")
_GAP = re.compile(r"\s+(?=\S)")


def turns_of(conversation: Conversation, role: Role) -> list[int]:
    """The turns of one role."""
    return [turn.index for turn in conversation.turns if turn.role is role]


def renumbered(conversation: Conversation, turns: Iterable[Turn]) -> Conversation:
    """The conversation with these turns instead, in this order."""
    return replace(conversation, turns=tuple(replace(turn, index=index) for index, turn in enumerate(turns)))


def add_text(conversation: Conversation, additions: Mapping[int, str]) -> Conversation:
    """Text added at the end of some turns (index -> text), after a blank."""
    return renumbered(
        conversation,
        (
            replace(turn, text=f"{turn.text} {additions[turn.index]}") if turn.index in additions else turn
            for turn in conversation.turns
        ),
    )


def without(conversation: Conversation, left_out: Collection[int]) -> Conversation:
    """The conversation as if some turns had not been said.

    Raises:
        ValueError: nothing is left.
    """
    kept = [turn for turn in conversation.turns if turn.index not in left_out]
    if not kept:
        raise ValueError("a conversation needs a turn")
    return renumbered(conversation, kept)


def pauses(conversation: Conversation) -> list[int]:
    """The agent turns that come right after a customer turn: before them somebody may hold the line."""
    before = dict(zip(conversation.turns[1:], conversation.turns, strict=False))
    return [
        turn.index for turn in conversation.turns[1:] if turn.role is Role.AGENT and before[turn].role is Role.CUSTOMER
    ]


def insert_exchanges(conversation: Conversation, exchanges: Sequence[tuple[int, str, str]]) -> Conversation:
    """Harmless exchanges before some agent turns: that agent says the first text, the customer the second.

    Args:
        conversation: of n turns.
        exchanges: (index of one of `pauses`, agent's text, customer's text); several at one place keep their order.
    """
    turns: list[Turn] = []
    for turn in conversation.turns:
        for place, said, answered in exchanges:
            if place == turn.index:
                turns.append(replace(turn, text=said, start_s=None, end_s=None))
                turns.append(Turn(index=0, role=Role.CUSTOMER, text=answered))
        turns.append(turn)
    return renumbered(conversation, turns)


def split_turn(conversation: Conversation, index: int) -> Conversation | None:
    """One turn told as three turns of the same speaker in a row; `None` where it has too few words."""
    parts = thirds(conversation.turns[index].text)
    if parts is None:
        return None
    turns: list[Turn] = []
    for turn in conversation.turns:
        turns += [replace(turn, text=part) for part in parts] if turn.index == index else [turn]
    return renumbered(conversation, turns)


def thirds(text: str) -> tuple[str, str, str] | None:
    """A message as three messages: cut between sentences, else between words, near a third and two thirds.

    `None` where the text has fewer than three words.
    """
    text = text.strip()
    for border in (_SENTENCE_END, _GAP):
        cuts = np.array([match.end() for match in border.finditer(text)])
        if len(cuts) >= 2:
            first = int(np.abs(cuts[:-1] - len(text) / 3).argmin())
            second = first + 1 + int(np.abs(cuts[first + 1 :] - 2 * len(text) / 3).argmin())
            start, end = int(cuts[first]), int(cuts[second])
            return text[:start].strip(), text[start:end].strip(), text[end:].strip()
    return None
