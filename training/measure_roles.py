"""Measure `convqa.roles` on the labelled corpus with the names of the roles hidden, and fit its weights.

    python training/measure_roles.py          accuracy by language and channel, and by band of certainty
    python training/measure_roles.py --fit    weights for convqa/roles/weights.toml, from the fitting half

Speakers are renamed to numbers that say nothing; a hand-over between two agents (two agent turns in a row) makes a
second agent. The half of the conversations whose hashed id is even was looked at while the lexicons were written and
is what the weights are fitted on; all figures are of the other half. The weights of who speaks first are not fitted:
in the corpus nearly every chat is opened by the customer, which is not so everywhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.conversation import Channel, Language, Role, Speaker, Transcript, Utterance
from convqa.roles import Roles, assign
from convqa.roles.wording import load_table, wording_features

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FILES = ("conversations.jsonl", "threads-ibm.jsonl")
BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
PENALTY = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A transcript with hidden roles, and the truth by speaker."""

    transcript: Transcript
    roles: dict[str, Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was judged (all people of a conversation, or one speaker) and the group it counts in."""

    group: str
    right: bool
    certainty: float


def read_cases() -> Iterator[Case]:
    """All conversations of the corpus as transcripts whose speakers have no telling name."""
    for file in FILES:
        for line in (CORPUS / file).read_text(encoding="utf-8").splitlines():
            yield hidden(json.loads(line))


def hidden(record: dict[str, object]) -> Case:
    """The record with its speakers renamed; the numbers follow a hash, not the order of speaking."""
    keys: list[str] = []
    roles: dict[str, Role] = {}
    utterances = []
    agent, before = 0, None
    for turn in record["turns"]:  # type: ignore[attr-defined]
        role = Role(turn["role"])
        if role is Role.AGENT and before is Role.AGENT:
            agent += 1
        before = role if role is not Role.SYSTEM else before
        who = f"{role}{agent if role is Role.AGENT else ''}"
        digest = hashlib.sha256(f"{record['id']}{who}".encode()).hexdigest()
        key = f"speaker {int(digest[:8], 16)}"
        roles[key] = role
        keys.append(key)
        utterances.append(Utterance(speaker=key, text=turn["text"]))
    speakers = tuple(Speaker(key=key) for key in dict.fromkeys(keys))
    transcript = Transcript(
        id=str(record["id"]),
        source="corpus",
        speakers=speakers,
        utterances=tuple(utterances),
        language=Language(str(record["language"])),
        channel=Channel(str(record["channel"])),
    )
    return Case(transcript=transcript, roles=roles)


def for_fitting(case: Case) -> bool:
    """Whether the conversation is of the half that was looked at."""
    return int(hashlib.sha256(case.transcript.id.encode()).hexdigest(), 16) % 2 == 0


def guess(case: Case, *, channel_known: bool) -> Roles:
    """The roles as found, with the language given."""
    assert case.transcript.language is not None
    transcript = case.transcript if channel_known else replace(case.transcript, channel=None)
    return assign(transcript, case.transcript.language)


def whole(case: Case, roles: Roles, group: str) -> Result:
    """Whether every agent and every customer of the conversation was found: the two are seldom wrong apart."""
    people = [key for key, role in case.roles.items() if role in (Role.AGENT, Role.CUSTOMER)]
    right = all(roles.role_of(key) is case.roles[key] for key in people)
    return Result(group=group, right=right, certainty=roles.certainty)


def each(case: Case, roles: Roles) -> Iterator[Result]:
    """Every speaker by itself, grouped by the true role."""
    for key, found in roles.guesses.items():
        role = case.roles[key]
        yield Result(group=role, right=found.role is role, certainty=found.certainty)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * sqrt(hits * (n - hits) / n + z * z / 4) / (n + z * z)
    return middle - half, middle + half


def print_table(title: str, results: Iterable[Result]) -> None:
    """Accuracy by group, with n, a 95 % interval and the mean certainty."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.group, []).append(result)
    print(f"\n{title}\n\n| group | n | right | 95 % interval | mean certainty |\n| --- | --- | --- | --- | --- |")
    for name, members in sorted(groups.items()):
        hits = sum(member.right for member in members)
        low, high = wilson(hits, len(members))
        sure = sum(member.certainty for member in members) / len(members)
        print(f"| {name} | {len(members)} | {hits / len(members):.3f} | {low:.3f}-{high:.3f} | {sure:.3f} |")


def band(certainty: float) -> str:
    """The band a certainty falls into."""
    low, high = next((a, b) for a, b in pairwise(BANDS) if a <= certainty < b)
    return f"{low:.2f}-{min(high, 1.0):.2f}"


def fit(cases: Iterable[Case]) -> dict[str, float]:
    """The weight of each kind of wording, by ridge logistic regression on pairs of people.

    A pair asks which of the two is the agent, so that only differences of wording count; the bias then puts the
    middle between agents and customers at 0, for people who speak alone. Weights keep the sign of
    their side of the lexicon (a kind that comes out on the other side gets 0), to hold outside this corpus too.
    """
    kinds, sign = _kinds()
    people = []
    for case in cases:
        texts: dict[str, list[str]] = {}
        for utterance in case.transcript.utterances:
            texts.setdefault(utterance.speaker, []).append(utterance.text)
        assert case.transcript.language is not None
        vectors = {
            key: np.array([wording_features(said, case.transcript.language).get(kind, 0.0) for kind in kinds])
            for key, said in texts.items()
        }
        agents = [vectors[key] for key, role in case.roles.items() if role is Role.AGENT]
        customers = [vectors[key] for key, role in case.roles.items() if role is Role.CUSTOMER]
        people += [(agent, customer) for agent in agents for customer in customers]
    differences = np.array([agent - customer for agent, customer in people])
    weights = np.zeros(len(kinds))
    for _ in range(3000):
        right = 1 / (1 + np.exp(-(differences @ weights)))
        gradient = differences.T @ (1 - right) - PENALTY * weights
        weights = _keep_sign(weights + 2.0 * gradient / len(differences), sign)
    scores = np.array([(agent @ weights, customer @ weights) for agent, customer in people])
    bias = -float(scores.mean())
    return {
        "bias": round(bias, 3),
        **{k: round(float(w), 3) for k, w in zip(kinds, weights, strict=True) if abs(w) > 1e-3},
    }


def _kinds() -> tuple[list[str], NDArray[np.float64]]:
    table = load_table("en.toml")
    kinds = [*table["agent"], *table["customer"], "signature", "words", "questions", "utterances"]
    sign = [1.0] * len(table["agent"]) + [-1.0] * len(table["customer"]) + [1.0, 0.0, 0.0, 0.0]
    return kinds, np.array(sign)


def _keep_sign(weights: NDArray[np.float64], sign: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(weights * sign < 0, 0.0, weights)


def main() -> None:
    """Print the tables, or the fitted weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    cases = list(read_cases())
    if options.fit:
        for kind, weight in fit(case for case in cases if for_fitting(case)).items():
            print(f"{kind} = {weight}")
        return
    held_out = [case for case in cases if not for_fitting(case)]
    for known in (True, False):
        found = [(case, guess(case, channel_known=known)) for case in held_out]
        print(f"\n# Channel {'known' if known else 'unknown'}: {len(held_out)} held-out conversations")
        print_table(
            "Conversations with all people right, by language",
            (whole(case, roles, str(case.transcript.language)) for case, roles in found),
        )
        print_table("By channel", (whole(case, roles, str(case.transcript.channel)) for case, roles in found))
        print_table("By number of speakers", (whole(case, roles, str(len(case.roles))) for case, roles in found))
        print_table("By certainty", (whole(case, roles, band(roles.certainty)) for case, roles in found))
        print_table("Speakers, by true role", (result for case, roles in found for result in each(case, roles)))


if __name__ == "__main__":
    main()
