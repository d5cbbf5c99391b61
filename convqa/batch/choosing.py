"""Which conversations a call asks for: those since a day, and a sample of each agent."""

from __future__ import annotations

import hashlib
import heapq
import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from convqa.agents import find_agents
from convqa.batch.seen import Seen
from convqa.conversation import UNKNOWN_AGENT, Role, Transcript
from convqa.errors import InputError
from convqa.ingest.sources import Source
from convqa.pipeline import settle_language
from convqa.redaction import SiteKey, agent_key
from convqa.roles import assign
from convqa.store.gone import is_before
from convqa.store.known import Asked
from convqa.store.samples import Drawn

__all__ = ["Among", "Choice", "Since", "agents_of", "draw"]

NOBODY = f"{UNKNOWN_AGENT}agent"
"""The group of all agents of whom nothing says who they are."""

_SEEN = 16
"""Bytes of a code by which one that came before is known."""


class Choice:
    """What is asked for; here, everything."""

    def may_hold(self, source: Source) -> bool:  # noqa: ARG002
        """Whether a file has to be read to know."""
        return True

    def holds(self, source: Source, transcript: Transcript, asked: Asked) -> bool:  # noqa: ARG002
        """Whether a conversation of it is asked for."""
        return True


@dataclass(frozen=True, slots=True)
class Since(Choice):
    """Conversations that began on a day or later; where nothing says when, the day on which the file was changed."""

    day: date

    def may_hold(self, source: Source) -> bool:
        """Recordings never say when they began: none is heard for nothing."""
        return source.kind != "audio" or self._is_new(source)

    def holds(self, source: Source, transcript: Transcript, asked: Asked) -> bool:  # noqa: ARG002
        """As the source writes its start."""
        try:
            return date.fromisoformat((transcript.started_at or "")[:10]) >= self.day
        except ValueError:
            return self._is_new(source)

    def _is_new(self, source: Source) -> bool:
        try:
            _, changed_ns = source.stamp()
        except OSError:
            return True  # it is told when it is read
        return not changed_ns or date.fromtimestamp(changed_ns / 1e9) >= self.day


@dataclass(frozen=True, slots=True)
class Among(Choice):
    """Those that were drawn, by identity and input hash."""

    members: Collection[tuple[str, str]]

    def holds(self, source: Source, transcript: Transcript, asked: Asked) -> bool:  # noqa: ARG002
        """Whether it is a member."""
        return (asked.identity, asked.input_hash) in self.members


def draw(
    read: Iterable[tuple[Transcript, Asked]], size: int, seed: str, key: SiteKey, erased: Mapping[str, str]
) -> Drawn:
    """Draw conversations of each agent at random, without redacting any.

    Of each agent those with the smallest HMACs under the seed: every conversation has the same chance, the order in
    which they are read changes nothing, and whoever has the seed can draw again. Memory grows with agents alone.

    A conversation that comes again with the same content, as in two exports, counts once: in the population and in the
    sample. The same id with another content counts as another conversation, as where two systems count from 1.

    Args:
        read: all to draw from; one that no agent is in is never drawn.
        size: how many of each.
        seed: of the draw.
        key: the site's.
        erased: agents to the day of their erasure, until which they are in no sample.

    Raises:
        StoreError: as `Seen.add`.
    """
    population: Counter[str] = Counter()
    smallest: dict[str, list[tuple[int, str, str]]] = {}
    for transcript, asked, code in _once(read, seed):
        member = (-code, asked.identity, asked.input_hash)  # the largest leads the heap
        for agent in agents_of(transcript, key):
            if agent in erased and is_before(transcript.started_at, erased[agent]):
                continue
            population[agent] += 1
            held = smallest.setdefault(agent, [])
            if len(held) < size:
                heapq.heappush(held, member)
            else:
                heapq.heappushpop(held, member)
    members = {
        agent: tuple((identity, code) for _, identity, code in sorted(held, reverse=True))
        for agent, held in smallest.items()
    }
    return Drawn(seed=seed, size=size, population=dict(population), members=members)


def agents_of(transcript: Transcript, key: SiteKey) -> frozenset[str]:
    """The `agent_id` of each agent of a conversation, `NOBODY` for those who are unknown; none of one not readable."""
    try:
        language = settle_language(transcript)
    except InputError:
        return frozenset()
    roles = {speaker: guess.role for speaker, guess in assign(transcript, language).guesses.items()}
    known = find_agents(transcript, roles, language).known
    found = set[str]()
    for speaker in (one for one in transcript.speakers if roles[one.key] is Role.AGENT):
        code = agent_key(known[speaker.key], key) if speaker.key in known else NOBODY
        found.add(speaker.agent_id or code)
    return frozenset(found)


def _once(read: Iterable[tuple[Transcript, Asked]], seed: str) -> Iterator[tuple[Transcript, Asked, int]]:
    """Each content of each id once, with its HMAC under the seed."""
    with Seen() as seen:
        for transcript, asked in read:
            said = f"{asked.identity}\0{asked.input_hash}".encode()
            code = hmac.new(seed.encode(), said, hashlib.sha256).digest()
            if seen.add(code[:_SEEN]):
                yield transcript, asked, int.from_bytes(code)
