from __future__ import annotations

import numpy as np
import pytest

from convqa.conversation import Language, Role
from convqa.evaluation import Matched, Scored, agreements, match, total_agreement
from convqa.evaluation.measures import alpha_of_coincidences
from convqa.evaluation.rows import Loss, TotalRow
from convqa.evaluation.scored import Card
from convqa.redaction import SiteKey, agent_key
from convqa.reviews import Review

KEY = SiteKey.default()
JONAS, LENE = agent_key("Jonas Holm", KEY), agent_key("Lene", KEY)


def card(agent: str = JONAS, effort: int = 3, total: float | None = 60.0) -> Card:
    return Card(agent_id=agent, total=total, ratings={"effort": (effort, (effort - 1, effort + 1))})


def scored(name: str, *cards: Card, language: Language = Language.DA, raw_id: str | None = None) -> Scored:
    return Scored(
        id=name,
        raw_id=raw_id or name,
        language=language,
        model="tiny@1",
        cards=cards,
        satisfaction=(3, (2, 4)),
        choices={"resolution": "resolved", "loyalty": "neutral", "touchpoint": "use", "process_failure": None,
                 "review": None},
        turns=((Role.CUSTOMER, "0 need"), (Role.AGENT, "CR o+"), (Role.BOT, "")),
    )  # fmt: skip


def review(name: str, **said: object) -> Review:
    return Review(source="r.csv", line=7, conversation=name, **({"scores": {"effort": 3.0}} | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "raw_id", "found"),
    [("c 1", None, True), (" C  1", None, True), ("c1", None, False), ("Gurli 1", "gurli 1", True),
     ("A\u030a 1", "\u00e5 1", True)],
)  # fmt: skip
def test_conversations_are_known_by_id_whatever_its_case_and_spacing(
    written: str, raw_id: str | None, found: bool
) -> None:
    matched = match([review(written)], [scored("c 1", card(), raw_id=raw_id)], KEY)
    assert bool(matched.rows) is found
    assert [loss for _, loss in matched.losses] == ([] if found else [Loss.NO_CONVERSATION])


def test_two_conversations_that_differ_in_case_are_told_by_the_exact_id() -> None:
    both = [scored("c", card(effort=1)), scored("C", card(effort=5))]
    assert match([review("C")], both, KEY).rows["effort"][0].machine == 4
    assert [loss for _, loss in match([review(" c ")], both, KEY).losses] == [Loss.SEVERAL]


@pytest.mark.parametrize(
    ("agent", "cards", "machine", "loss", "otherwise"),
    [
        (None, (card(),), 3, None, 0),
        ("jonas  HOLM", (card(), card(LENE, 5)), 3, None, 0),
        ("Lene", (card(), card(LENE, 5)), 5, None, 0),
        ("Jonas", (card(),), 3, None, 1),
        (None, (card(), card(LENE, 5)), None, Loss.AGENTS, 0),
        ("Ole", (card(), card(LENE, 5)), None, Loss.OTHER_AGENT, 0),
        ("Ole", (), None, Loss.NOBODY, 0),
        (None, (card(), Card(agent_id=LENE, total=None, ratings={})), 3, None, 0),
        (None, (Card(agent_id=LENE, total=None, ratings={}),), None, Loss.NOBODY, 0),
    ],
)
def test_ratings_belong_to_the_agent_that_the_review_names(
    agent: str | None, cards: tuple[Card, ...], machine: int | None, loss: Loss | None, otherwise: int
) -> None:
    matched = match([review("c", agent=agent, satisfaction=4.0, total=50.0)], [scored("c", *cards)], KEY)
    assert [row.machine + 1 for row in matched.rows.get("effort", [])] == ([] if machine is None else [machine])
    assert len(matched.totals) == (machine is not None)
    assert len(matched.rows["satisfaction"]) == 1  # which is of the conversation
    assert [found for _, found in matched.losses] == ([] if loss is None else [loss])
    assert matched.otherwise == otherwise
    assert all("r.csv:7: " in str(problem) for problem in matched.problems())


def test_ratings_are_rounded_and_what_does_not_apply_is_not_compared() -> None:
    said = review("c", scores={"effort": 3.5, "contact": 4.0, "clarity": None}, choices={"process_failure": None})
    rows = match([said], [scored("c", card())], KEY).rows
    assert {name: [(row.person, row.machine, row.holds) for row in some] for name, some in rows.items()} == {
        "effort": [(3, 2, True)],
        "process_failure": [(0, 0, None)],
    }
    assert match([review("c", scores={"effort": 5.0})], [scored("c", card())], KEY).rows["effort"][0].holds is False


def test_labels_of_turns() -> None:
    rows = match([review("c", turn_labels=("- need", "C o-", None))], [scored("c", card())], KEY).rows
    assert [(row.person, row.machine) for row in rows["sentiment"]] == [(0, 1)]
    assert [(row.person, row.machine) for row in rows["phases.respond"]] == [(0, 1)]
    assert [(row.person, row.machine) for row in rows["behaviours.ownership"]] == [(0, 2)]
    for wrong in (("C",), ("C", "0", None)):
        matched = match([review("c", turn_labels=wrong)], [scored("c", card())], KEY)
        assert [loss for _, loss in matched.losses] == [Loss.TURNS]
        assert set(matched.rows) == {"effort"}


def many(n: int, *people: int, machine: int | None = None) -> Matched:
    """n conversations; a person's rating is that of the conversation plus what is given for them, at most 5."""
    reviews, found = [], []
    for at in range(n):
        truth = 1 + at % 4
        found.append(scored(f"c{at}", card(effort=truth if machine is None else machine),
                            language=Language.DA if at % 3 else Language.SV))  # fmt: skip
        reviews += [
            review(f"c{at}", scores={"effort": float(min(5, truth + off))}, reviewer=f"p{who}", total=60.0 + at)
            for who, off in enumerate(people)
        ]
    return match(reviews, found, KEY)


def test_figures_of_one_person_a_conversation() -> None:
    (found,) = agreements(many(40, 1))
    values = {name: figure.value for name, figure in found.figures.items()}
    assert (found.n, found.conversations, found.among) == (40, 40, None)
    assert values["exact"] == 0
    assert values["within one"] == values["holds"] == 1
    assert values["bias"] == -1
    # Weighted kappa of the table with 10 each of (2, 1), (3, 2), (4, 3), (5, 4): 1 - 40 * 40 / sum of chance.
    chance = sum(100 * (one - other) ** 2 for one in (2, 3, 4, 5) for other in (1, 2, 3, 4))
    assert values["kappa"] == pytest.approx(1 - 40 * 40 / chance, abs=1e-3)
    assert set(found.languages) == {"da", "sv"}
    assert {language: one.n for language, one in found.languages.items()} == {"da": 26, "sv": 14}


@pytest.mark.parametrize(("n", "has"), [(9, False), (10, True)])
def test_fewer_than_ten_conversations_give_no_figure_however_many_reviews(n: int, has: bool) -> None:
    matched = many(n, 0, 0, 0)
    (found,) = agreements(matched)
    assert (found.n, bool(found.figures)) == (3 * n, has)
    assert found.among is not None
    assert (bool(found.among.people), bool(found.among.machine)) == (has, has)
    reviews, conversations, figures = total_agreement(matched.totals)
    assert (reviews, conversations, bool(figures)) == (3 * n, n, has)


def test_people_beside_the_machine_on_the_same_things() -> None:
    (found,) = agreements(many(20, 0, 0, machine=3))
    assert found.among is not None
    assert (found.among.units, found.among.conversations) == (20, 20)
    assert found.among.people["alpha"].value == 1
    assert found.among.machine["alpha"].value is not None
    assert found.among.machine["alpha"].value < 0.2
    assert found.among.people["exact"].value == 1
    assert found.among.machine["exact"].value == 0.25


def test_an_alpha_of_three_people_some_of_whom_are_missing() -> None:
    """Krippendorff's own example (2011, section C: 4 observers, nominal 0.743; ordinal 0.815), which has gaps."""
    nothing = 0
    units = np.array([
        [1, 1, nothing, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4],
        [1, 1, 2, 1], [2, 2, 2, 2], [nothing, 5, 5, 5], [nothing, nothing, 1, 1], [nothing, nothing, 3, nothing],
    ])  # fmt: skip
    reviews = [
        review(f"c{at}", scores={"effort": float(value)}, reviewer=str(who))
        for at, row in enumerate(units)
        for who, value in enumerate(row)
        if value != nothing
    ]
    (found,) = agreements(match(reviews, [scored(f"c{at}", card()) for at in range(12)], KEY))
    assert found.among is not None
    assert found.among.units == 11
    assert found.among.people["alpha"].value == pytest.approx(0.815, abs=5e-4)


def test_alpha_without_an_order() -> None:
    """The coincidences of the same example, as printed there: nominal 0.743."""
    once = 1 / 3
    coincidences = np.array([
        [7, 4 * once, once, once, 0],
        [4 * once, 10, 4 * once, once, 0],
        [once, 4 * once, 8, once, 0],
        [once, once, once, 4, 0],
        [0, 0, 0, 0, 3],
    ])  # fmt: skip
    assert alpha_of_coincidences(coincidences, ordered=False) == pytest.approx(0.743, abs=5e-4)


def test_reviewers_without_a_name_are_not_taken_for_several_people() -> None:
    reviews = [review(f"c{at}", form=form) for at in range(12) for form in ("a", "b")]
    (found,) = agreements(match(reviews, [scored(f"c{at}", card()) for at in range(12)], KEY))
    assert (found.n, found.conversations, found.among) == (24, 12, None)


def test_the_order_changes_nothing() -> None:
    matched = many(30, 0, 1)
    other = many(30, 0, 1)
    other.rows["effort"].reverse()
    other.totals.reverse()
    assert agreements(matched) == agreements(other)
    assert total_agreement(matched.totals) == total_agreement(other.totals)


def test_totals() -> None:
    rows = [TotalRow(conversation=str(at), person=50.0 + at, machine=55.0 + at) for at in range(20)]
    _, _, figures = total_agreement(rows)
    assert figures["rank"].value == 1
    assert figures["bias"].value == 5
    assert figures["concordance"].value == pytest.approx(2 * 33.25 / (2 * 33.25 + 25), abs=1e-3)


def test_many_conversations_are_drawn_as_few_are() -> None:
    rows = [TotalRow(conversation=str(at), person=float(at % 100), machine=float(at % 100) / 2) for at in range(2001)]
    n, conversations, figures = total_agreement(rows)
    assert (n, conversations, figures["rank"].value) == (2001, 2001, 1)
    low, high = figures["bias"].low, figures["bias"].high
    assert low is not None
    assert high is not None
    assert -26.5 < low < -24.7 < high < -23
