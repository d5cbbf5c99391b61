"""Which speaker is agent, customer, bot or system, and why we think so.

Evidence, strongest first: the role as the source states it; the label as a name ("Kunde", "Support"); wording
(who welcomes on the company's behalf, who says that "my parcel" is missing); who speaks first in the channel, and
that both sides must be there. Nothing here depends on how a person's name sounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from convqa.conversation import Language, Role, Speaker, Transcript
from convqa.roles.automatic import read_automatic
from convqa.roles.labels import LabelEvidence, read_label
from convqa.roles.people import agent_probabilities, opening_log_odds, wording_log_odds
from convqa.roles.wording import wording_features

__all__ = ["RoleGuess", "Roles", "assign"]

_UTTERANCES_READ = 200
_MOST_FROM_WORDING = 0.97
_NAMED = 0.99
_PEOPLE = (Role.AGENT, Role.CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGuess:
    """The role of one speaker.

    Attributes:
        certainty: in [0, 1]; 1 only where the source states the role.
        reason: in English, for logs and pages, e.g. "named 'kunde'"; never text or names of the conversation.
    """

    role: Role
    certainty: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The roles of all speakers of a transcript, by `Speaker.key`, in order of appearance."""

    guesses: Mapping[str, RoleGuess]

    def role_of(self, key: str) -> Role:
        """The role of the speaker `key`.

        Raises:
            KeyError: the transcript has no such speaker.
        """
        return self.guesses[key].role

    @property
    def certainty(self) -> float:
        """How sure the weakest guess is, in [0, 1]; notices of the system count only where nobody else speaks."""
        heard = [guess for guess in self.guesses.values() if guess.role is not Role.SYSTEM]
        return min((guess.certainty for guess in heard or self.guesses.values()), default=0.0)


def assign(transcript: Transcript, language: Language) -> Roles:
    """Give every speaker a role. Several agents, or several customers, are possible and stay apart.

    Args:
        transcript: the speakers and what they said; of each speaker the first 200 utterances are read.
        language: the conversation's language, which chooses the wording to look for.
    """
    texts: dict[str, list[str]] = {speaker.key: [] for speaker in transcript.speakers}
    for utterance in transcript.utterances:
        said = texts[utterance.speaker]
        if len(said) < _UTTERANCES_READ:
            said.append(utterance.text)

    labels = {speaker.key: read_label(speaker.name or speaker.key) for speaker in transcript.speakers}
    guesses = {
        speaker.key: guess
        for speaker in transcript.speakers
        if (guess := _from_source(speaker, transcript.customer, labels[speaker.key])) is not None
    }
    guesses |= _not_people({key: said for key, said in texts.items() if key not in guesses}, guesses, language)
    guesses |= _people(transcript, language, texts, labels, guesses)
    return Roles(guesses={speaker.key: guesses[speaker.key] for speaker in transcript.speakers})


def _from_source(speaker: Speaker, customer: str | None, label: LabelEvidence | None) -> RoleGuess | None:
    """What the source's own fields settle."""
    if speaker.role is not None:
        return RoleGuess(role=speaker.role, certainty=1.0, reason="stated by the source")
    if customer is not None and customer in (speaker.identifier, speaker.name, speaker.key):
        return RoleGuess(role=Role.CUSTOMER, certainty=_NAMED, reason="is the source's customer")
    if label is not None and (label.whole or label.role not in _PEOPLE):
        return RoleGuess(role=label.role, certainty=label.certainty, reason=f"named '{label.word}'")
    return None


def _not_people(
    texts: Mapping[str, list[str]], settled: Mapping[str, RoleGuess], language: Language
) -> dict[str, RoleGuess]:
    """The bots and system speakers among the undecided.

    Where nobody would be left to talk with the customer, weak signs of a bot are not enough.
    """
    found = {
        key: RoleGuess(
            role=role,
            certainty=certainty,
            reason="introduces itself as automatic" if role is Role.BOT else "worded like a notice",
        )
        for key, said in texts.items()
        if (seen := read_automatic(said, language)) is not None
        for role, certainty in [seen]
    }
    people = len(texts) - len(found) + sum(guess.role in _PEOPLE for guess in settled.values())
    if people >= 2:
        return found
    return {key: guess for key, guess in found.items() if guess.certainty >= 0.9}


def _people(
    transcript: Transcript,
    language: Language,
    texts: Mapping[str, list[str]],
    labels: Mapping[str, LabelEvidence | None],
    settled: Mapping[str, RoleGuess],
) -> dict[str, RoleGuess]:
    """Agent or customer, for everyone not yet settled."""
    undecided = [speaker.key for speaker in transcript.speakers if speaker.key not in settled]
    opener = next((s.key for s in transcript.speakers if s.key not in settled or settled[s.key].role in _PEOPLE), None)
    by_label = {key: _label_log_odds(labels[key]) for key in undecided}
    by_wording = {key: wording_log_odds(wording_features(texts[key], language)) for key in undecided}
    by_order = {key: opening_log_odds(transcript.channel) if key == opener else 0.0 for key in undecided}
    known = [guess.role for guess in settled.values() if guess.role in _PEOPLE]
    probabilities = agent_probabilities(
        [by_label[key] + by_wording[key] + by_order[key] for key in undecided],
        known,
        company_answers=any(guess.role is Role.BOT for guess in settled.values()),
    )
    agents = {key for key, p in zip(undecided, probabilities, strict=True) if p > 0.5}
    agents = _with_both_sides(agents, undecided, probabilities, known)

    only_other = len(undecided) == 1 and len(known) == 1
    guesses = {}
    for key, probability in zip(undecided, probabilities, strict=True):
        role = Role.AGENT if key in agents else Role.CUSTOMER
        label = labels[key]
        certainty = probability if role is Role.AGENT else 1 - probability
        certainty = min(certainty, _NAMED if label is not None else _MOST_FROM_WORDING)
        if label is not None and label.role is role:
            reason = f"named '{label.word}'"
        elif only_other:
            reason = "the other side of a speaker whose role is known"
        elif abs(by_wording[key]) >= abs(by_order[key]):
            reason = f"worded like {'an agent' if role is Role.AGENT else 'a customer'}"
        else:
            reason = "the order of speaking"
        guesses[key] = RoleGuess(role=role, certainty=round(certainty, 4), reason=reason)
    return guesses


def _label_log_odds(label: LabelEvidence | None) -> float:
    if label is None:
        return 0.0
    odds = log(label.certainty / (1 - label.certainty))
    return odds if label.role is Role.AGENT else -odds


def _with_both_sides(agents: set[str], undecided: list[str], probabilities: list[float], known: list[Role]) -> set[str]:
    """Of several people one is an agent and one a customer: where a side is missing, the likeliest person joins it."""
    if len(undecided) + len(known) < 2 or not undecided:
        return agents
    ranked = sorted(undecided, key=dict(zip(undecided, probabilities, strict=True)).__getitem__)
    if Role.CUSTOMER not in known and len(agents) == len(undecided):
        return agents - {ranked[0]}
    if Role.AGENT not in known and not agents and len(undecided) > 1:
        return {ranked[-1]}
    return agents
