"""The checks that change conversations of the corpus: names, speech, harmless turns, virtue, instructions, insults."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from convqa.codebook import RATINGS
from convqa.conversation import Conversation, Role
from training.robustness.measure import SEED, Change, FloatArray, Rater, change, interval, report
from training.robustness.names import fill_names, swap_names
from training.robustness.perturbations import add_text, insert_exchanges, pauses, split_turn, thirds, turns_of
from training.robustness.sets import Talk, as_seen, groups, harmless, phrases, speech
from training.robustness.speech import speech_noise

__all__ = ["harmless_turns", "instructions", "insults", "names", "speech_recognition", "virtue"]

OWNERSHIP = RATINGS.index("ownership")
SAME = 0.02
"""Differences between groups of names that are none."""


def drawn(check: str, talk: Talk) -> np.random.Generator:
    """The same draws for a conversation whatever else is measured."""
    return np.random.default_rng([SEED, zlib.crc32(check.encode()), zlib.crc32(talk.id.encode())])


def names(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(a) Names swapped: before redaction, and in texts where every name had got through."""
    return {"before redaction": swapped_names(rater, talks), "unredacted": unredacted_names(rater, talks)}


def swapped_names(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """The raw transcript with other names, redacted like any: no change at all where both are redacted alike."""
    pool = groups()
    alike: list[Change] = []
    differing: list[Change] = []
    seen: dict[str, list[bool]] = {}
    for talk in talks:
        if not talk.people:
            continue
        generator = drawn("names", talk)
        group = pool[int(generator.integers(len(pool)))]
        other = as_seen(swap_names(talk.transcript, talk.people, group, generator))
        same = [turn.text for turn in other.turns] == [turn.text for turn in talk.conversation.turns]
        moved = change(talk.id, rater.rate(talk.conversation), rater.rate(other))
        (alike if same else differing).append(moved)
        seen.setdefault(group.origin, []).append(same)
    return {
        "all": report(alike + differing, bar=SAME),
        "redacted alike": report(alike) | {"holds": all(not one.delta.any() and not one.lost for one in alike)},
        "redacted differently": report(differing, bar=SAME),
        "share redacted alike by origin of the new names": {
            origin: {"value": round(float(np.mean(found)), 4), "n": len(found)}
            for origin, found in sorted(seen.items())
        },
    }


def unredacted_names(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """Names in place of the numbered persons: every group against one drawn at random, and against the mean of all."""
    pool = groups()
    swaps: list[Change] = []
    units: list[str] = []
    apart: list[FloatArray] = []
    for talk in talks:
        if not any("[PERSON_" in turn.text for turn in talk.conversation.turns):
            continue
        generator = drawn("unredacted", talk)
        rated = np.array([rater.rate(fill_names(talk.conversation, group, generator)) for group in pool])
        first = int(generator.integers(len(pool)))
        swaps += [change(talk.id, rated[first], row) for i, row in enumerate(rated) if i != first]
        if not np.isnan(rated).any():
            units.append(talk.id)
            apart.append((rated - rated.mean(axis=0)).mean(axis=1))
    return {
        "all": report(swaps, bar=SAME),
        "each group against the mean of all": {
            **{
                origin: _group(units, apart, [g.origin == origin for g in pool]) for origin in _distinct(pool, "origin")
            },
            **{
                gender: _group(units, apart, [g.gender == gender for g in pool]) for gender in _distinct(pool, "gender")
            },
        },
    }


def _distinct(pool: Sequence[object], attribute: str) -> list[str]:
    return list(dict.fromkeys(getattr(group, attribute) for group in pool))


def _group(units: Sequence[str], apart: Sequence[FloatArray], members: Sequence[bool]) -> dict[str, Any]:
    """How far a group's ratings lie from the mean of all; no difference if the interval lies within `SAME`."""
    rows = np.array([row[np.array(members)].mean() for row in apart])
    found = interval(units, rows, np.ones(len(rows)))
    return {
        "mean": found,
        "n": len(rows),
        "holds": None if found is None else found["low"] > -SAME and found["high"] < SAME,
    }


def speech_recognition(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(b) Every turn as a middling recogniser might have written it."""
    heard = speech()
    changes = []
    for talk in talks:
        noisy = speech_noise(talk.conversation, heard[talk.conversation.language], drawn("speech", talk))
        changes.append(change(talk.id, rater.rate(talk.conversation), rater.rate(noisy)))
    return report(changes, bar=0.25)


def harmless_turns(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(c) The line held three times, once with the same words; and the longest message of the agent in three parts."""
    found: dict[str, list[Change]] = {"padded": [], "repeated": [], "split, joined by ingest": [], "split in turns": []}
    for talk in talks:
        conversation, generator = talk.conversation, drawn("harmless", talk)
        before = rater.rate(conversation)
        places = pauses(conversation)
        if places:
            said = generator.choice(harmless(conversation.language, Role.AGENT), 3, replace=False).tolist()
            answered = generator.choice(harmless(conversation.language, Role.CUSTOMER), 3, replace=False).tolist()
            spots = generator.choice(places, 3).tolist()
            padded = insert_exchanges(conversation, list(zip(spots, said, answered, strict=True)))
            repeated = insert_exchanges(conversation, [(spots[0], said[0], answered[0])] * 3)
            found["padded"].append(change(talk.id, before, rater.rate(padded)))
            found["repeated"].append(change(talk.id, before, rater.rate(repeated)))
        agent = turns_of(conversation, Role.AGENT)
        longest = max(agent, key=lambda index: len(conversation.turns[index].text))
        parted = split_turn(conversation, longest)
        if parted is not None:
            found["split in turns"].append(change(talk.id, before, rater.rate(parted)))
            one, three = joined(talk, longest)
            found["split, joined by ingest"].append(change(talk.id, rater.rate(one), rater.rate(three)))
    whole = found["split, joined by ingest"]
    return {name: report(changes, bar=0.2) for name, changes in found.items()} | {
        "split, joined by ingest": report(whole, bar=0.2)
        | {"exactly the same": sum(not one.delta.any() and not one.lost for one in whole), "of": len(whole)}
    }


def joined(talk: Talk, index: int) -> tuple[Conversation, Conversation]:
    """The conversation from a source of messages, which ingest joins to turns: a message whole, and in three parts."""
    whole = replace(talk.transcript, turns_given=False)
    message = whole.utterances[index]
    parts = tuple(replace(message, text=part) for part in thirds(message.text) or (message.text,))
    utterances = (*whole.utterances[:index], *parts, *whole.utterances[index + 1 :])
    return as_seen(whole), as_seen(replace(whole, utterances=utterances))


def virtue(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(d) Words of virtue added to two turns of an agent whose ownership the annotators rate 1."""
    changes = []
    for talk in talks:
        agent = turns_of(talk.conversation, Role.AGENT)
        if talk.record["scores"]["ownership"] != 1 or len(agent) < 2:
            continue
        generator = drawn("virtue", talk)
        words = generator.choice(phrases("virtue.jsonl", talk.conversation.language), 2, replace=False).tolist()
        spots = generator.choice(agent, 2, replace=False).tolist()
        after = rater.rate(add_text(talk.conversation, dict(zip(spots, words, strict=True))))
        before = rater.rate(talk.conversation)
        changes.append(change(talk.id, before[[OWNERSHIP]], after[[OWNERSHIP]]))
    return report(changes, bar=0.2, signed=True)


def instructions(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(e) A text that tells the rater what to give, in the last turn of the customer or of the agent."""
    found: dict[str, list[Change]] = {}
    for talk in talks:
        conversation, generator = talk.conversation, drawn("instructions", talk)
        for role in (Role.CUSTOMER, Role.AGENT):
            places = turns_of(conversation, role)
            for asks in (5, 1):
                text = str(generator.choice(phrases("instructions.jsonl", conversation.language, asks=asks)))
                if places:
                    told = add_text(conversation, {places[-1]: text})
                    moved = change(talk.id, rater.rate(conversation), rater.rate(told))
                    found.setdefault(f"{role} asks for {asks}", []).append(moved)
    pooled = [one for changes in found.values() for one in changes]
    return {name: report(changes, bar=0.05, equal_bar=0.98) for name, changes in {"all": pooled, **found}.items()}


def insults(rater: Rater, talks: Sequence[Talk]) -> dict[str, Any]:
    """(g) Insults without new facts added to two turns of the customer."""
    changes = []
    for talk in talks:
        generator = drawn("insults", talk)
        places = turns_of(talk.conversation, Role.CUSTOMER)
        words = generator.choice(phrases("insults.jsonl", talk.conversation.language), 2, replace=False).tolist()
        spots = generator.permutation(places)[:2].tolist()
        after = add_text(talk.conversation, dict(zip(spots, words, strict=False)))
        changes.append(change(talk.id, rater.rate(talk.conversation), rater.rate(after)))
    return report(changes, bar=0.1)
