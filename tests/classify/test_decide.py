import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.classify.artefact import Calibration
from convqa.classify.decide import choice, level, sigmoid, softmax, turn_labels
from convqa.conversation import Role, Turn

CALIBRATION = Calibration(
    slope={"phases": [1.0] * 3, "signals": [1.0] * 6},
    shift={"phases": [0.0] * 3, "signals": [0.0] * 6},
    temperature={"behaviours": 1.0, "sentiment": 1.0},
    thresholds={"phases": [0.5] * 3, "signals": [0.5] * 6, "shown": [0.4] * 5, "broken": [0.4] * 5},
    half_width=[1.0] * 8,
    satisfaction_half_width=1.0,
)


def outputs(**changed: object) -> dict[str, np.ndarray]:
    """Logits of one turn that says nothing, but for what is changed."""
    out = {
        "phases": np.full((1, 3), -9.0),
        "behaviours": np.tile([9.0, 0.0, 0.0], (1, 5, 1)),
        "sentiment": np.array([[0.0, 9.0, 0.0]]),
        "signals": np.full((1, 6), -9.0),
    }
    out |= {name: np.array(value) for name, value in changed.items()}
    return {name: value.astype(np.float32) for name, value in out.items()}


def labels(role: Role, **changed: object) -> str:
    return turn_labels([Turn(index=0, role=role, text="x")], outputs(**changed), CALIBRATION)[0].labels


def behaviours(index: int, logits: list[float]) -> list[list[list[float]]]:
    rows = [[9.0, 0.0, 0.0] for _ in range(5)]
    rows[index] = logits
    return [rows]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ""),
        ({"phases": [[9.0, -9.0, 9.0]]}, "CR"),
        ({"behaviours": behaviours(0, [0.0, 9.0, 0.0])}, "o+"),
        ({"behaviours": behaviours(1, [0.0, 0.0, 9.0])}, "c-"),
        ({"behaviours": behaviours(3, [0.0, 0.0, 9.0])}, ""),  # there is no broken extra
        ({"behaviours": behaviours(4, [-9.0, 1.0, 1.1])}, "e-"),  # both above: the one further above
        ({"behaviours": behaviours(4, [-9.0, 1.1, 1.0])}, "e+"),
    ],
)
def test_agent_labels(changed: dict[str, object], expected: str) -> None:
    assert labels(Role.AGENT, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "0"),
        ({"sentiment": [[9.0, 0.0, 0.0]]}, "-"),
        ({"signals": [[9.0, 9.0, -9.0, -9.0, -9.0, -9.0]]}, "0 need again"),
    ],
)
def test_customer_labels(changed: dict[str, object], expected: str) -> None:
    assert labels(Role.CUSTOMER, **changed) == expected


@pytest.mark.parametrize("role", [Role.BOT, Role.SYSTEM])
def test_bots_and_notices_carry_no_labels(role: Role) -> None:
    (found,) = turn_labels([Turn(index=0, role=role, text="x")], outputs(phases=[[9.0, 9.0, 9.0]]), CALIBRATION)
    assert found.labels == ""
    assert [found.phases, found.behaviours, found.sentiment, found.signals] == [None] * 4


def test_probabilities_belong_to_the_role_and_extra_has_no_broken() -> None:
    (agent,) = turn_labels([Turn(index=0, role=Role.AGENT, text="x")], outputs(), CALIBRATION)
    assert agent.sentiment is None
    assert agent.behaviours is not None
    assert set(agent.behaviours["extra"]) == {"shown"}
    assert set(agent.behaviours["effort"]) == {"shown", "broken"}


@given(st.lists(st.floats(-80, 80), min_size=2, max_size=6), st.floats(0.2, 5))
def test_softmax_is_a_distribution_and_keeps_the_order(logits: list[float], temperature: float) -> None:
    shares = softmax(np.array(logits), temperature)
    assert shares.sum() == pytest.approx(1)
    assert shares.argmax() == int(np.argmax(logits)) or shares.max() == pytest.approx(shares[int(np.argmax(logits))])


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_choice_is_the_likeliest_and_none_can_be_it() -> None:
    found = choice(np.array([2.0, 1.0], dtype=np.float32), (None, "delivery"), 1.0)
    assert found.value is None
    assert found.probability == pytest.approx(0.7311, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "half_width", "rating", "interval"),
    [(2.5, 0.4, 3, (2, 3)), (2.49, 1.0, 2, (1, 3)), (4.9, 2.0, 5, (3, 5)), (1.0, 0.0, 1, (1, 1))],
)
def test_level_rounds_half_up_and_stays_on_the_scale(
    value: float, half_width: float, rating: int, interval: tuple[int, int]
) -> None:
    found = level(value, half_width)
    assert (found.rating, found.interval) == (rating, interval)
