"""A setup made by hand, for all tests of the papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from convqa.classify.site import Figure
from convqa.conversation import Language
from convqa.privacy import Setup, Speech
from convqa.privacy.setup import Agreed, Annotated, Measured, People
from convqa.redaction.leak import Leak, Planted, Sample, Told
from convqa.rubric import load_rubric

MakeSetup = Callable[..., Setup]

ORIGINS = (
    "thai", "vietnamese", "word", "any", "english", "tamil", "polish", "somali", "danish", "irish", "norwegian",
    "arabic", "swedish", "latvian",
)  # fmt: skip
LEAK = Leak(
    redactor="rules@1",
    held_out=Sample(
        texts=12,
        found={
            "person": {"da": (940, 1000), "nb": (180, 200), "sv": (95, 100), "en": (80, 100)},
            "card": {"da": (1, 2)},
            "card in words": {"nn": (3, 4)},
        },
        people={
            "original": {"da": (940, 1000), "nb": (180, 200), "sv": (95, 100), "en": (80, 100)},
            "speech": {"da": (850, 1000), "nb": (170, 200), "sv": (90, 100), "en": (70, 100)},
        },
        exchanged={"original": {"da": (900, 1000)}, "spelled": {"en": (5, 10)}},
        origins={},
        right={},
        kept={},
        missed={"person": {}, "other": {}},
    ),
    blind=Sample(
        texts=5,
        found={"person": {"nn": (9, 10)}, "ip": {"en": (2, 2)}},
        people={"hard": {"nn": (9, 10)}},
        exchanged={},
        origins={},
        right={},
        kept={},
        missed={"person": {}, "other": {}},
    ),
    told=Told(
        texts=4,
        found={"phone": {"da": (9, 10)}, "phone in words": {"sv": (11, 20)}},
        people={},
        exchanged={},
        origins={},
        right={},
        kept={},
        missed={"person": {}, "other": {}},
        others={"written": {"da": (9, 10)}, "speech": {"sv": (11, 20)}},
    ),
    planted=Planted(
        seed=1,
        numbers={"card ok": {"written": (99, 100), "spoken": (47, 50)}},
        names={},
        origins={name: {"listed": (70 + at, 100), "unlisted": (60 + at, 100)} for at, name in enumerate(ORIGINS)},
        touched={},
    ),
)
"""What a redactor of then missed, made up."""

PLAIN = Setup(
    convqa="0.1.0",
    model="service@2",
    calibrated=False,
    codebook="1",
    redactor="rules@1",
    rubric=load_rubric(),
    own_rubric=False,
    own_key=False,
    speech=None,
    leak=LEAK,
    annotated=Annotated(
        all=Measured(value=0.673, low=0.615, high=0.72, n=183),
        languages={Language.DA: Measured(value=0.683, low=0.583, high=0.755, n=72)},
        annotators=Measured(value=0.897, low=0.861, high=0.919, n=48),
        origins={"african": (0.8065, 31), "nordic": (0.8333, 24)},
    ),
    people=(),
)

FULL = replace(
    PLAIN,
    model="service@2+0a1b2c3d",
    calibrated=True,
    redactor="rules@9",
    own_rubric=True,
    own_key=True,
    speech=Speech(model="medium"),
    annotated=None,
    people=(
        People(
            source="evaluation",
            models=("service@1",),
            conversations=1234,
            ratings=(
                Agreed(rating="contact", n=310, kappa=Figure(value=0.412, low=0.301, high=0.522)),
                Agreed(rating="extra", n=9, kappa=Figure(value=None, low=None, high=None)),
            ),
        ),
        People(
            source="calibration",
            models=("service@2",),
            conversations=80,
            ratings=(Agreed(rating="respond", n=61, kappa=Figure(value=-0.05, low=-0.21, high=0.12)),),
        ),
    ),
)


@pytest.fixture
def setup_of() -> MakeSetup:
    """A plain setup, or a full one (`full=True`), with other fields where they are named."""

    def make(*, full: bool = False, **fields: Any) -> Setup:
        return replace(FULL if full else PLAIN, **fields)

    return make
