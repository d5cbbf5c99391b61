"""Transcripts by hand, and what `redact` makes of them."""

from __future__ import annotations

from collections.abc import Mapping

from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Utterance
from convqa.redaction import SiteKey, redact

KEY = SiteKey.default()
ROLES = {"a": Role.AGENT, "b": Role.AGENT, "k": Role.CUSTOMER, "bot": Role.BOT}
SPEAKERS = (
    Speaker(key="a", name="Jonas Holm"),
    Speaker(key="b", identifier="E-77"),
    Speaker(key="k", name="Kunde"),
    Speaker(key="bot", name="Lene Bot"),
)


def transcript(*said: tuple[str, str], **fields: object) -> Transcript:
    """What was said as (speaker, text), a second each."""
    utterances = tuple(
        Utterance(speaker=speaker, text=text, start_s=float(i), end_s=i + 1.0, line=i)
        for i, (speaker, text) in enumerate(said)
    )
    base = {"id": "1", "source": "in.txt", "speakers": SPEAKERS, "utterances": utterances, "id_given": True}
    return Transcript(**{**base, **fields})  # type: ignore[arg-type]


def run(
    raw: Transcript,
    *,
    key: SiteKey = KEY,
    roles: Mapping[str, Role] = ROLES,
    agents: Mapping[str, str] | None = None,
) -> Conversation:
    return redact(raw, language=Language.DA, roles=roles, role_certainty=0.8, key=key, agents=agents)


def texts(*said: tuple[str, str]) -> list[str]:
    return [turn.text for turn in run(transcript(*said)).turns]
