"""Who the agents of a conversation are, as far as anything says it.

What several people share is no identity: a role ("Agent 2", "Kundeservice"), a company ("AmazonHelp"), a machine's mark
(SPEAKER_00). Added up over conversations they would make one person of many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from convqa.conversation import Language, Role, Speaker, Transcript
from convqa.redaction import holds_given_name, is_persons
from convqa.roles.labels import read_label

__all__ = ["Agents", "find_agents"]

_PART = re.compile(r"[^\W\d_]+")
_MACHINE_LABEL = re.compile(r"(?:speaker|spkr?|channel|kanal|taler|talare|voice|part)?[\s_-]{0,3}\d{1,3}[a-z]?|[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """Who is who among the agents.

    Attributes:
        known: by `Speaker.key` what tells an agent from all others: the source's id, the name, or what the user states.
        unsure: the user states who the agent is, but it could be several here.
    """

    known: Mapping[str, str] = field(repr=False)
    unsure: bool = False


def find_agents(transcript: Transcript, roles: Mapping[str, Role], language: Language) -> Agents:
    """Who the agents are: by the source's id, else by a person's name, else as the user states it of a single one.

    Args:
        transcript: its `agent` is what the user states.
        roles: the role of every `Speaker.key`.
        language: of the conversation; decides which words are no names.
    """
    agents = [speaker for speaker in transcript.speakers if roles[speaker.key] is Role.AGENT]
    known = {speaker.key: who for speaker in agents if (who := _identifier(speaker)) is not None}
    names = {
        speaker.key: speaker.name
        for speaker in agents
        if speaker.key not in known and speaker.name is not None and _is_own(speaker.name, language)
    }
    # Speakers of one name and role are two because the source keeps them apart: the name is neither's alone.
    alike = {
        speaker.key: (speaker.role, *names[speaker.key].casefold().split())
        for speaker in agents
        if speaker.key in names
    }
    times = Counter(alike.values())
    known |= {key: name for key, name in names.items() if times[alike[key]] == 1}
    unknown = [speaker.key for speaker in agents if speaker.key not in known and speaker.agent_id is None]
    if transcript.agent is not None and len(unknown) == 1:
        known[unknown[0]] = transcript.agent
    return Agents(known=known, unsure=transcript.agent is not None and len(unknown) > 1)


def _identifier(speaker: Speaker) -> str | None:
    """The source's id, unless it is a role."""
    return None if speaker.identifier is None or _is_role(speaker.identifier) else speaker.identifier


def _is_role(identifier: str) -> bool:
    """Whether a column for the agent's id only says "Agent"."""
    label = read_label(identifier)
    return label is not None and label.whole and not any(sign.isdigit() for sign in identifier)


def _is_own(name: str, language: Language) -> bool:
    """Whether a name or label can be one person's alone."""
    label = read_label(name)
    if label is not None:  # "Mette (Kundeservice)", but not "Agent 2", "AmazonHelp", "Jyske Bank"
        rest = " ".join(part for part in _PART.findall(name.casefold()) if part not in label.word.split())
        return not label.whole and holds_given_name(rest, language)
    return _MACHINE_LABEL.fullmatch(name.strip().casefold()) is None and is_persons(name, language)
