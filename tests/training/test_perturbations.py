"""The changes that robustness is measured with: pure, seeded, and no more than they say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.conversation import Conversation, Language, Role
from tests.training.robust import TALK, conversation, seeded, transcript
from training.robustness.checks import joined
from training.robustness.perturbations import add_text, insert_exchanges, pauses, split_turn, thirds, without
from training.robustness.sets import Talk, as_seen, speech
from training.robustness.speech import Rates, Speech, misheard, speech_noise

SMALL = Speech(small_words=frozenset({"det", "er"}), fillers=("øh",), heard={"ikke": "i"})
CALM = Rates(lost=0, doubled=0, heard=0, filler=0, letter=0)


def numbered(changed: Conversation) -> bool:
    return [turn.index for turn in changed.turns] == list(range(len(changed.turns)))


def test_added_text_stands_at_the_end_of_its_turn_alone() -> None:
    changed = add_text(TALK, {1: "Idiot."})
    assert changed.turns[1].text == "Min pakke er væk. Idiot."
    assert [t for t in changed.turns if t.index != 1] == [t for t in TALK.turns if t.index != 1]


def test_a_turn_left_out_renumbers_the_rest() -> None:
    changed = without(TALK, {0, 3})
    assert [turn.text for turn in changed.turns] == [TALK.turns[i].text for i in (1, 2, 4)]
    assert numbered(changed)
    with pytest.raises(ValueError, match="needs a turn"):
        without(TALK, {0, 1, 2, 3, 4})


def test_the_line_is_held_between_a_customer_and_the_agent_who_answers() -> None:
    assert pauses(TALK) == [2, 4]
    changed = insert_exchanges(TALK, [(2, "Et øjeblik.", "Ok.")])
    assert [turn.role for turn in changed.turns[1:5]] == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER, Role.AGENT]
    assert changed.turns[2].agent_id == "a"
    assert changed.turns[3].agent_id is None
    assert numbered(changed)
    assert without(changed, {2, 3}) == TALK


def test_a_turn_told_in_three() -> None:
    changed = split_turn(TALK, 2)
    assert changed is not None
    assert [turn.text for turn in changed.turns[2:5]] == [
        "Den finder jeg.",
        "Jeg ringer til fragtmanden nu.",
        "Vent lidt.",
    ]
    assert {turn.agent_id for turn in changed.turns[2:5]} == {"a"}
    assert split_turn(TALK, 4) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Et. To. Tre.", ("Et.", "To.", "Tre.")),
        ("Kl. 8.30 passer", ("Kl.", "8.30", "passer")),
        ("Kl. 8.30. Pris 1.5 kr. Tak.", ("Kl. 8.30.", "Pris 1.5 kr.", "Tak.")),
        ("en\nto\ntre", ("en", "to", "tre")),
        ("en to tre", ("en", "to", "tre")),
        ("en to", None),
        ("", None),
    ],
)
def test_thirds(text: str, parts: tuple[str, str, str] | None) -> None:
    assert thirds(text) == parts


@given(st.text(alphabet="ab .!?\nå", max_size=80))
def test_thirds_lose_no_word(text: str) -> None:
    parts = thirds(text)
    assert (parts is None) == (len(text.split()) < 3)
    if parts is not None:
        assert all(parts)
        assert " ".join(parts).split() == text.split()


def test_a_message_in_three_is_joined_by_ingest() -> None:
    came_in = transcript("Min pakke er væk.", "Den finder jeg. Jeg ringer nu. Vent lidt.")
    one, three = joined(Talk(record={}, transcript=came_in, conversation=as_seen(came_in)), 1)
    assert three.turns[1].text == "Den finder jeg.\nJeg ringer nu.\nVent lidt."
    assert [turn.text.split() for turn in three.turns] == [turn.text.split() for turn in one.turns]


# speech


def test_speech_has_no_signs_and_no_capitals_but_keeps_placeholders() -> None:
    heard = misheard("Hej, [PERSON_1]! Det er IKKE 8,5 % – don't…", SMALL, seeded(), CALM)
    assert heard == "hej [PERSON_1] det er ikke 8 5 % don't"


@pytest.mark.parametrize(
    ("rates", "heard"),
    [
        (replace(CALM, lost=1.0), "ikke sandt"),
        (replace(CALM, doubled=1.0), "det det er er ikke sandt"),
        (replace(CALM, heard=1.0), "det er i sandt"),
        (replace(CALM, filler=1.0), "øh det øh er øh ikke øh sandt"),
    ],
)
def test_each_slip_at_its_rate(rates: Rates, heard: str) -> None:
    assert misheard("Det er ikke sandt.", SMALL, seeded(), rates) == heard


def test_a_slip_of_a_letter_stays_inside_the_word() -> None:
    slips = {misheard("sandt", SMALL, seeded(seed), replace(CALM, letter=1.0)) for seed in range(40)}
    assert "sandt" not in slips
    assert slips <= {"sndt", "sadt", "sant", "saandt", "sanndt", "sanddt", "sa ndt", "san dt", "sand t"}


def test_no_turn_becomes_empty() -> None:
    loud = replace(CALM, lost=1.0)
    changed = speech_noise(conversation((Role.CUSTOMER, "Det er det"), (Role.AGENT, "🙂")), SMALL, seeded(), loud)
    assert [turn.text for turn in changed.turns] == ["det er det", "🙂"]


def test_speech_is_the_same_for_the_same_seed() -> None:
    heard = speech()[Language.DA]
    assert speech_noise(TALK, heard, seeded(5)) == speech_noise(TALK, heard, seeded(5))
    assert len({speech_noise(TALK, heard, seeded(seed)).turns for seed in range(10)}) > 1
