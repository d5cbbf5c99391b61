"""What is worth saying: what may be praised, what may be tried, and when to say nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from convqa.assessment import Feedback, Flag
from convqa.coaching.wording import load_wording
from convqa.codebook import RATINGS
from convqa.conversation import Language
from convqa.rubric import Rubric, TextOverrides, Thresholds

NEED = ("c", "- need", "Hvor er min pakke?")
TURNS = [
    NEED,
    ("a", "CR o+ p+", "Det er jeg ked af. Jeg finder den nu."),
    ("c", "0 lost", "Hvad betyder det?"),
    ("a", "R c-", "Den er i terminalen."),
    ("c", "-", "Det er for dårligt."),
    ("a", "D e-", "Hvad er nummeret?"),
    NEED,
    ("a", "R c- e-", "Den kommer nok."),
    NEED,
]


def said(feedback: tuple[Feedback, ...]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.kind, one.about, one.turns) for one in feedback]


@pytest.mark.parametrize(
    ("parts", "gaps", "expected"),
    [
        # to keep: the strongest that the labels show
        ({"ownership": {1: 0.5}, "presence": {1: 0.4}}, {}, [("keep", "ownership", (1,))]),
        ({"ownership": {1: 0.2}, "presence": {1: 0.9}}, {}, [("keep", "presence", (1,))]),
        ({"ownership": {1: 0.1}}, {}, [("keep", "ownership", (1,))]),
        ({"ownership": {1: 0.0999}}, {}, []),
        # a number without a label is not praised, but may be what helped most; a turn with a fault is neither
        ({"clarity": {1: 0.9}}, {}, [("keep", "clarity", (1,))]),
        ({"clarity": {1: 0.9}, "presence": {1: 0.2}}, {}, [("keep", "presence", (1,))]),
        ({"respond": {3: 0.9}}, {}, []),
        ({}, {}, []),
        # to try: the heaviest first, each rating and each turn once, at most two
        ({"clarity": {3: -0.5}}, {}, [("try", "clarity", (3,))]),
        ({"clarity": {3: -0.5}, "respond": {3: -0.2}}, {}, [("try", "clarity", (3,))]),
        ({"clarity": {3: -0.5}, "respond": {3: -0.4}}, {}, [("try", "respond", (3,))]),
        (
            {"clarity": {3: -0.3, 5: -0.2}, "effort": {3: -0.2, 5: -0.15}},
            {},
            [("try", "clarity", (3,)), ("try", "effort", (5,))],
        ),
        ({"clarity": {3: -0.0999}}, {}, []),
        ({"clarity": {3: -0.5, 1: 0.5}}, {}, [("keep", "clarity", (1,))]),
        (
            {"clarity": {3: -0.5}, "effort": {5: -0.4}},
            {"presence": {("feeling_not_met", 4): -0.3}},
            [("try", "clarity", (3,)), ("try", "effort", (5,))],
        ),
        ({}, {"presence": {("feeling_not_met", 4): -0.3}}, [("try", "presence", (4,))]),
        ({}, {"presence": {("feeling_not_met", 4): -0.09}}, []),
        ({}, {"respond": {("need_missed", 6): -0.3}, "effort": {("need_missed", 6): -0.2}}, [("try", "respond", (6,))]),
        # what the labels do not bear out is not told: no fault in the reply, no need, no reply, no extra owed
        ({}, {"respond": {("need_missed", 0): -0.3}}, []),
        ({}, {"respond": {("need_missed", 4): -0.3}}, []),
        ({}, {"respond": {("need_missed", 8): -0.3}}, []),
        ({}, {"extra": {("need_missed", 6): -0.3}}, []),
        ({}, {"respond": {("question_unanswered", 6): -0.3}}, [("try", "respond", (6,))]),
        ({"clarity": {1: -0.5}}, {}, []),
        ({"contact": {1: -0.5}}, {}, []),
        # a phase is praised where its rating is good, not merely for being there
        ({"respond": {1: 0.3}}, {}, [("keep", "respond", (1,))]),
        ({"respond": {1: 0.9}}, {}, [("keep", "respond", (1,))]),
        (
            {"respond": {1: 0.9}, "ownership": {1: 0.2, 5: -0.9}},
            {},
            [("keep", "respond", (1,)), ("try", "ownership", (5,))],
        ),
        # one text once: the second thing to try is of another kind
        (
            {},
            {"respond": {("need_missed", 6): -0.3}, "effort": {("need_missed", 2): -0.2}},
            [("try", "respond", (6,))],
        ),
        # what is kept is not also to be tried
        ({"ownership": {1: 0.9}, "effort": {1: -0.5}}, {}, [("keep", "ownership", (1,))]),
        ({"ownership": {1: 0.9}, "effort": {5: -0.5}}, {}, [("keep", "ownership", (1,)), ("try", "effort", (5,))]),
    ],
)
def test_what_is_said(case: Callable[..., Any], parts: Any, gaps: Any, expected: list[Any]) -> None:
    turns = [(speaker, "0" if labels == "0 lost" else labels, text) for speaker, labels, text in TURNS]
    assert said(case(turns=turns, parts=parts, gaps=gaps).feedback()) == expected


@pytest.mark.parametrize(
    ("about", "turn", "labels", "key", "turns"),
    [
        ("clarity", 3, {4: "- lost"}, "clarity_lost", (3, 4)),
        ("clarity", 3, {4: "-"}, "clarity", (3,)),
        ("clarity", 5, {}, "clarity", (5,)),
        ("presence", 3, {2: "-"}, "presence_upset", (2, 3)),
        ("presence", 3, {2: "0"}, "presence", (3,)),
        ("presence", 3, {4: "-"}, "presence", (3,)),
        ("discover", 3, {3: "D e-"}, "discover_asked", (3,)),
        ("discover", 3, {3: "R o-"}, "discover", (3,)),
        ("effort", 5, {5: "D e-"}, "effort_asked", (5,)),
        ("effort", 5, {5: "DR e-"}, "effort", (5,)),
        ("ownership", 3, {2: "- lost", 4: "- lost"}, "ownership", (3,)),
    ],
)
def test_the_text_fits_what_the_labels_show(
    case: Callable[..., Any], about: str, turn: int, labels: dict[int, str], key: str, turns: tuple[int, ...]
) -> None:
    spoken = [(one[0], labels.get(index, "0" if one[0] == "c" else "R o-"), one[2]) for index, one in enumerate(TURNS)]
    (only,) = case(turns=spoken, parts={about: {turn: -0.8}}).feedback()
    wording = load_wording(Language.DA)
    stems = [text.split("{quote}")[-1].removesuffix(".") for text in wording.try_[key]]
    assert any(stem in only.text for stem in stems)
    assert only.turns == turns


@pytest.mark.parametrize("labels", ["D", "C", "CD", "R"])
def test_a_question_or_a_goodbye_with_nothing_broken_is_not_held_against_anybody(
    case: Callable[..., Any], labels: str
) -> None:
    turns = [NEED, ("a", labels, "Hvad er dit ordrenummer?")]
    found = case(turns=turns, parts={name: {1: -0.5} for name in ("contact", "discover", "respond", "effort")})
    assert found.feedback() == ()


def test_presence_in_the_first_turn_has_nobody_before_it(case: Callable[..., Any]) -> None:
    (only,) = case(turns=[("a", "C p-", "Hvad vil du?"), NEED], parts={"presence": {0: -0.5}}).feedback()
    assert only.turns == (0,)


def test_an_exemplary_card_has_two_to_keep_and_nothing_to_try(case: Callable[..., Any]) -> None:
    turns = [*TURNS[:3], ("a", "R x+", "Jeg har lagt en ekstra ved.")]
    parts = {"presence": {1: 0.9}, "ownership": {1: 0.8}, "extra": {3: 1.9}, "clarity": {3: -0.9}}
    flag = Flag(name="exemplary", severity="good", turns=(1,))
    assert said(case(turns=turns, parts=parts, flags=(flag,)).feedback()) == [
        ("keep", "ownership", (1,)),
        ("keep", "extra", (3,)),
    ]


def test_a_card_with_nothing_to_try_has_two_to_keep(case: Callable[..., Any]) -> None:
    turns = [*TURNS[:3], ("a", "R x+", "Jeg har lagt en ekstra ved.")]
    parts = {"ownership": {1: 0.8}, "extra": {3: 1.9}}
    assert said(case(turns=turns, parts=parts).feedback()) == [("keep", "ownership", (1,)), ("keep", "extra", (3,))]


def test_what_is_shown_beside_a_fault_is_praised_where_nothing_else_is(case: Callable[..., Any]) -> None:
    turns = [NEED, ("a", "R x+ o-", "Jeg har lagt en ekstra ved.")]
    assert said(case(turns=turns, parts={"extra": {1: 0.9}}).feedback()) == [("keep", "extra", (1,))]
    assert (
        said(case(turns=turns, parts={"extra": {1: 0.9}}, gaps={"extra": {("need_missed", 0): -1.9}}).feedback()) == []
    )


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("Den kommer.", [("try", "respond", (0,))]), ("Hvad er nummeret?", [])],
)
def test_a_question_has_its_mark_unless_the_transcript_has_none(
    case: Callable[..., Any], reply: str, expected: list[Any]
) -> None:
    turns = [("c", "- need", "hvor er pakken"), ("a", "R e-", reply)]
    gaps = {"respond": {("question_unanswered", 0): -0.9}}
    assert said(case(turns=turns, gaps=gaps).feedback()) == expected


@pytest.mark.parametrize(
    ("reply", "told"), [("R e-", False), ("R c-", True), ("e-", True), ("D o-", True), ("R", False)]
)
def test_a_question_that_got_a_response_was_answered(case: Callable[..., Any], reply: str, told: bool) -> None:
    turns = [("c", "- need", "Hvor er pakken?"), ("a", reply, "Den er på vej.")]
    gaps = {"respond": {("question_unanswered", 0): -0.9}}
    assert bool(case(turns=turns, gaps=gaps).feedback()) is told


def test_an_insult_is_not_quoted_back(case: Callable[..., Any]) -> None:
    turns = [("c", "- need", "er du en idiot hvor er pakken"), ("a", "R e-", "Den kommer.")]
    assert case(turns=turns, gaps={"respond": {("question_unanswered", 0): -0.9}}).feedback() == ()


def test_a_card_without_ratings_has_no_feedback(case: Callable[..., Any]) -> None:
    assert case(turns=TURNS, rated=False).feedback() == ()


def test_a_rating_without_weight_is_not_spoken_of(case: Callable[..., Any]) -> None:
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1) | {"ownership": 0, "clarity": 0})
    parts = {"ownership": {1: 0.9}, "clarity": {3: -0.9}}
    assert case(turns=TURNS, parts=parts, rubric=rubric).feedback() == ()


def test_a_turn_without_words_is_not_quoted(case: Callable[..., Any]) -> None:
    turns = [NEED, ("a", "R o+", "🙂"), NEED, ("a", "R o-", "…")]
    assert case(turns=turns, parts={"ownership": {1: 0.5}, "clarity": {3: -0.5}}).feedback() == ()


def test_a_companys_own_texts_replace_the_packaged_ones(case: Callable[..., Any]) -> None:
    own = TextOverrides(keep={"ownership": ("Flot: {quote}",)}, **{"try": {"effort": ("Prøv igen: {quote}",)}})
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), texts={Language.DA: own})
    parts = {"ownership": {1: 0.9}, "effort": {5: -0.5}}
    gaps = {"clarity": {("question_unanswered", 6): -0.4}}
    built = {"turns": TURNS, "parts": parts, "gaps": gaps, "rubric": rubric}
    kept, tried, missed = case(**built).feedback()
    assert kept.text == "Flot: »Det er jeg ked af. Jeg finder den nu«"
    assert tried.text == "Prøv igen: »Hvad er nummeret?«"
    assert "replik 7" in missed.text
    assert "Flot" not in case(**built, reader=Language.EN).feedback()[0].text


def test_what_helped_without_deserving_praise_keeps_its_plain_text(case: Callable[..., Any]) -> None:
    own = TextOverrides(keep={"clarity": ("Flot: {quote}",)})
    rubric = Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), texts={Language.DA: own})
    (only,) = case(turns=TURNS, parts={"clarity": {1: 0.9}}, rubric=rubric).feedback()
    assert only.text in {
        text.format(quote="»Det er jeg ked af. Jeg finder den nu«") for text in load_wording(Language.DA).keep["best"]
    }


def test_the_same_conversation_always_reads_the_same_and_others_vary(case: Callable[..., Any]) -> None:
    def text(number: int) -> str:
        built = case(turns=TURNS, parts={"ownership": {1: 0.9}}, content_hash=f"hmac-sha256:{number}")
        return str(built.feedback()[0].text)

    texts = [text(number) for number in range(40)]
    assert texts == [text(number) for number in range(40)]
    assert len(set(texts)) == len(load_wording(Language.DA).keep["ownership"])


@pytest.mark.parametrize(
    ("parts", "gaps", "badly", "expected"),
    [
        # neither praised nor criticised: another turn, or nothing
        ({"ownership": {1: 0.9}}, {}, {1}, []),
        ({"clarity": {1: 0.9}}, {}, {1}, []),
        ({"clarity": {3: -0.5}, "effort": {5: -0.4}}, {}, {3}, [("try", "effort", (5,))]),
        ({"clarity": {3: -0.5}, "effort": {5: -0.4}}, {}, {3, 5}, []),
        ({"clarity": {3: -0.5, 7: -0.4}}, {}, {3}, [("try", "clarity", (7,))]),
        # what was missing rests on the customer's words and on the reply
        ({}, {"presence": {("feeling_not_met", 4): -0.3}}, set(), [("try", "presence", (4,))]),
        ({}, {"presence": {("feeling_not_met", 4): -0.3}}, {4}, []),
        ({}, {"presence": {("feeling_not_met", 4): -0.3}}, {5}, []),
        ({}, {"presence": {("feeling_not_met", 4): -0.3}}, {3, 6}, [("try", "presence", (4,))]),
        # the customer's turn beside it is not held against anyone either
        ({"presence": {5: -0.5}}, {}, set(), [("try", "presence", (4, 5))]),
        ({"presence": {5: -0.5}}, {}, {4}, [("try", "presence", (5,))]),
    ],
)
def test_nothing_is_said_of_a_turn_that_was_badly_heard(
    case: Callable[..., Any], parts: Any, gaps: Any, badly: set[int], expected: Any
) -> None:
    turns = [*TURNS[:5], ("a", "D e- p-", "Hvad er nummeret?"), *TURNS[6:]]
    confidences = {turn: 0.59 if turn in badly else 0.6 for turn in range(len(turns))}
    found = case(turns=turns, parts=parts, gaps=gaps, confidences=confidences).feedback()
    assert said(found) == expected


def test_a_rubric_says_which_turns_are_badly_heard(case: Callable[..., Any]) -> None:
    heard = {"turns": TURNS, "parts": {"ownership": {1: 0.9}}, "confidences": {1: 0.5}}
    rubric = Rubric(
        name="own", version=1, weights=dict.fromkeys(RATINGS, 1), thresholds=Thresholds(speech_confidence=0.5)
    )
    assert case(**heard).feedback() == ()
    assert said(case(**heard, rubric=rubric).feedback()) == [("keep", "ownership", (1,))]
