"""What the tests of robustness change: a small conversation, and names to put into it."""

from __future__ import annotations

import numpy as np

from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Turn, Utterance
from training.robustness.names import Group

GROUP = Group(gender="female", origin="nordic", given=("Astrid", "Maja"), family=("Dahl", "Berg"))


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def conversation(*turns: tuple[Role, str]) -> Conversation:
    return Conversation(
        id="t-1",
        source="t.jsonl",
        language=Language.DA,
        content_hash="",
        turns=tuple(
            Turn(index=i, role=role, text=text, agent_id="a" if role is Role.AGENT else None)
            for i, (role, text) in enumerate(turns)
        ),
    )


TALK = conversation(
    (Role.AGENT, "Hej, du taler med [PERSON_1]."),
    (Role.CUSTOMER, "Min pakke er væk."),
    (Role.AGENT, "Den finder jeg. Jeg ringer til fragtmanden nu. Vent lidt."),
    (Role.CUSTOMER, "Tak, [PERSON_1]."),
    (Role.AGENT, "Selv tak."),
)


def transcript(*texts: str) -> Transcript:
    return Transcript(
        id="t-1",
        source="t.jsonl",
        speakers=(Speaker(key="c", role=Role.CUSTOMER), Speaker(key="a", role=Role.AGENT)),
        utterances=tuple(Utterance(speaker="ca"[i % 2], text=text) for i, text in enumerate(texts)),
        turns_given=True,
        language=Language.DA,
    )
