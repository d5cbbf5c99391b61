"""What the network lets count for and against a rating. Needs PyTorch (`make test-training`)."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import torch

from convqa.assessment import ABSENCES, AGAINST
from convqa.codebook import BEHAVIOURS, PHASES, RATINGS, SENTIMENTS, SIGNALS
from training.example import AGENT, CUSTOMER
from training.network import PLAIN, Judge
from training.settings import Shape

torch.set_num_threads(1)  # small matrices: more threads only wait for each other
WIDTH = 6

MET_BY = [
    ("feeling_not_met", "behaviours", 3 * BEHAVIOURS.index("presence") + 1),
    ("feeling_not_met", "phases", PHASES.index("contact")),
    ("question_unanswered", "phases", PHASES.index("respond")),
    ("need_missed", "phases", PHASES.index("discover")),
    ("need_missed", "phases", PHASES.index("respond")),
]


def upset_in_need() -> Judge:
    """A judge to whom every customer turn is upset and needs something, and every rating suffers if that is not met."""
    torch.manual_seed(0)
    judge = Judge(Shape(features=WIDTH, cues=0, width=16, layers=1))
    judge.eval()
    with torch.no_grad():
        judge.sentiment.bias[SENTIMENTS.index("negative")] = 30
        judge.signals.bias[SIGNALS.index("need")] = 30
        judge.missing.bias[:] = 5
        judge.phases.bias[:] = -30
    return judge


@pytest.mark.parametrize(("absence", "head", "place"), MET_BY)
def test_an_absence_is_charged_only_where_no_later_agent_turn_gave_what_was_called_for(
    absence: str, head: str, place: int
) -> None:
    roles = torch.tensor([[CUSTOMER, AGENT, CUSTOMER]])
    judge, features = upset_in_need(), torch.randn(1, 3, WIDTH)
    number = ABSENCES.index(absence)
    concerned = torch.tensor([name in AGAINST[absence] for name in RATINGS])
    never = judge(features, roles)["absences"][0, :, number]
    assert (never[0, concerned] > 1).all()
    assert (never[:, ~concerned] == 0).all(), "it speaks against what it concerns, and nothing else"
    assert (never[1] == 0).all()
    if absence == "feeling_not_met":
        assert (never[2] == 0).all(), "nobody from the company spoke again"
    else:
        assert (never[2, concerned] > 1).all(), "the last turn was left without an answer"
    with torch.no_grad():
        getattr(judge, head).bias[place] = 30
    given = judge(features, roles)["absences"][0, :, number]
    assert (given[0] < 0.01).all(), "met after all"
    assert torch.allclose(given[2], never[2])


def judging(turns: int, *, label: str = "phases", low: float = -3.0) -> torch.Tensor:
    """The evidence (8,) of each of so many agent turns after a customer's, which all lower by `low`."""
    torch.manual_seed(0)
    judge = Judge(Shape(features=WIDTH, cues=0, width=16, layers=1)).eval()
    with torch.no_grad():
        judge.evidence.weight[:] = 0
        judge.evidence.bias[:] = low
        judge.phases.bias[:] = -30
        for module in (judge.phases, judge.behaviours):
            module.weight[:] = 0
        judge.behaviours.bias[:] = torch.tensor([30.0, 0.0, 0.0]).repeat(len(BEHAVIOURS))
        if label == "broken":
            judge.behaviours.bias[2] = 60
        elif label == "phases":
            judge.phases.bias[:] = 30
    roles = torch.tensor([[CUSTOMER] + [AGENT] * turns])
    found: torch.Tensor = judge(torch.randn(1, turns + 1, WIDTH), roles)["evidence"]
    return found[0, 1:].detach()


def test_a_turn_in_which_nothing_is_seen_says_nothing() -> None:
    assert (judging(2, label="none") == 0).all()


def test_a_plain_turn_lowers_a_tenth_of_what_one_lowers_that_breaks_a_behaviour() -> None:
    plain, broken = judging(1), judging(1, label="broken")
    assert (plain < 0).all()
    torch.testing.assert_close(plain, PLAIN * broken)
    torch.testing.assert_close(judging(1, low=3.0), -broken)  # what raises is not held back


def test_the_more_turns_say_something_the_less_each_says() -> None:
    one, nine = judging(1), judging(9)
    torch.testing.assert_close(nine, (one / 3).expand(9, -1))
