"""Made-up conversations with gold labels and what somebody found in them."""

from collections.abc import Callable

import numpy as np
import pytest

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.codebook import CHOICES
from training.evaluation.cases import Case, Certainty

LANGUAGES, CHANNELS = ("da", "nb", "sv"), ("chat", "phone")
Draw = Callable[[int], Case]


def labels(generator: np.random.Generator, turns: int) -> Gold:
    """Agent and customer in turn."""
    agent = np.arange(turns) % 2 == 0
    phases = generator.integers(0, 2, (turns, 3))
    behaviours = generator.choice([0, 0, 1, 2], (turns, 5))
    behaviours[:, 3] %= 2
    signals, sentiment = generator.integers(0, 2, (turns, 6)), generator.integers(0, 3, turns)
    phases[~agent], behaviours[~agent] = UNKNOWN, UNKNOWN
    signals[agent], sentiment[agent] = UNKNOWN, UNKNOWN
    return Gold(
        phases=phases,
        behaviours=behaviours,
        sentiment=sentiment,
        signals=signals,
        ratings=generator.integers(1, 6, 8),
        satisfaction=int(generator.integers(1, 6)),
        choices={name: int(generator.integers(len(values))) for name, values in CHOICES.items()},
    )


@pytest.fixture(scope="session")
def draw() -> Draw:
    """A random case by number; every fifth is a real thread."""

    def make(number: int) -> Case:
        generator = np.random.default_rng(number)
        turns = int(generator.integers(2, 9))
        gold, found = labels(generator, turns), labels(generator, turns)
        shares = {"phases": generator.random((turns, 3)), "signals": generator.random((turns, 6))}
        shares |= {"shown": generator.random((turns, 5)), "broken": generator.random((turns, 5))}
        shares |= {"sentiment": generator.dirichlet(np.ones(3), turns)}
        shares |= {name: generator.dirichlet(np.ones(len(values)), 1) for name, values in CHOICES.items()}
        values = np.clip(found.ratings + generator.uniform(-0.5, 0.5, 8), 1, 5)
        width = generator.uniform(0.5, 1.5, 8)
        whole = np.array([*found.ratings, found.satisfaction], dtype=float)
        return Case(
            id=f"{'ibm' if number % 5 == 4 else 'a1'}-{number:03}",
            language="en" if number % 5 == 4 else LANGUAGES[number % 3],
            channel=CHANNELS[number % 2],
            gold=gold,
            found=found,
            certainty=Certainty(
                shares=shares, values=values, half_width=width, intervals=np.column_stack([whole - 1, whole + 1])
            ),
        )

    return make


@pytest.fixture(scope="session")
def cases(draw: Draw) -> list[Case]:
    return [draw(number) for number in range(40)]
