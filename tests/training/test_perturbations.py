"""The changes that robustness is measured with: pure, seeded, and no more than they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.codebook import RATINGS
from convqa.conversation import Conversation, Language, Role, Speaker, Transcript, Turn, Utterance
from convqa.pipeline import Classifier
from convqa.rubric import load_rubric
from training.faithfulness import curve
from training.robustness.checks import joined
from training.robustness.measure import Change, Rater, change, interval, report
from training.robustness.names import Group, fill_names, swap_names
from training.robustness.perturbations import add_text, insert_exchanges, pauses, split_turn, thirds, turns_of, without
from training.robustness.sets import FOLDER, Talk, as_seen, groups, harmless, phrases, raw, rows, speech, written
from training.robustness.speech import Rates, Speech, misheard, speech_noise

GROUP = Group(gender="female", origin="nordic", given=("Astrid", "Maja"), family=("Dahl", "Berg"))
SMALL = Speech(small_words=frozenset({"det", "er"}), fillers=("øh",), heard={"ikke": "i"})
CALM = Rates(lost=0, doubled=0, heard=0, filler=0, letter=0)


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


def numbered(changed: Conversation) -> bool:
    return [turn.index for turn in changed.turns] == list(range(len(changed.turns)))


# perturbations


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


# names


@pytest.mark.parametrize(
    ("people", "text", "swapped"),
    [
        (["Lene"], "Hej Lene, er det Lenes pakke?", "Hej {given}, er det {given}s pakke?"),
        (["Ole Munk", "fru Munk"], "Ole Munk og fru Munk", "{given} {family} og fru {family}"),
        (["lars"], "det er lars", "det er {small}"),
        (["Per"], "Per betaler 99 kr. per måned", "{given} betaler 99 kr. per måned"),
        (["Anne-Mette"], "Anne-Mette og Anne", "{given} og Anne"),
        (["Jack"], "Jack's order, not Jacks", "{given}'s order, not {given}s"),
        (["B. Vinther"], "B. Vinther", "B. {family}"),
        ([], "Hej Lene", "Hej Lene"),
    ],
)
def test_swapped_names(people: list[str], text: str, swapped: str) -> None:
    group = replace(GROUP, given=("Maja",), family=("Dahl",))
    came_in = swap_names(transcript(text), people, group, seeded())
    assert came_in.utterances[0].text == swapped.format(given="Maja", family="Dahl", small="maja")


def test_two_people_stay_two_and_one_stays_one() -> None:
    came_in = swap_names(transcript("Lene her", "Hej Lene, jeg er Ole"), ["Lene", "Ole"], GROUP, seeded())
    first, second = (utterance.text.replace(",", "").split() for utterance in came_in.utterances)
    assert first[0] == second[1] != second[4]
    assert {first[0], second[4]} == {"Astrid", "Maja"}


def test_names_of_speakers_are_swapped_too() -> None:
    named = replace(transcript("Hej"), speakers=(Speaker(key="c", name="Lene Munk", role=Role.CUSTOMER),))
    group = replace(GROUP, given=("Maja",), family=("Dahl",))
    assert swap_names(named, ["Lene Munk"], group, seeded()).speakers[0].name == "Maja Dahl"


def test_names_put_back_after_redaction() -> None:
    filled = fill_names(TALK, GROUP, seeded())
    name = filled.turns[3].text.removeprefix("Tak, ").removesuffix(".")
    assert name in GROUP.given
    assert filled.turns[0].text == f"Hej, du taler med {name}."
    small = fill_names(conversation((Role.CUSTOMER, "det er [PERSON_1]")), GROUP, seeded())
    assert small.turns[0].text in {"det er astrid", "det er maja"}


# measure


def test_a_change_compares_what_is_rated_both_times() -> None:
    before = np.array([1.4, 2.0, np.nan, 3.0])
    after = np.array([1.5, 2.0, 4.0, np.nan])
    moved = change("t", before, after)
    assert moved.delta.tolist() == pytest.approx([0.1, 0.0])
    assert moved.equal.tolist() == [False, True]
    assert moved.lost == 2


def made(*deltas: float) -> list[Change]:
    return [Change(unit=str(i), delta=np.array([d]), equal=np.array([d == 0])) for i, d in enumerate(deltas)]


@pytest.mark.parametrize(
    ("deltas", "bar", "signed", "holds"),
    [
        ((0.1, -0.1), 0.05, False, False),
        ((0.1, -0.1), 0.05, True, True),
        ((0.01, 0.01), 0.05, False, True),
        ((), 0.05, False, None),
        ((0.1,), None, False, None),
    ],
)
def test_a_bar_holds_of_the_mean(
    deltas: tuple[float, ...], bar: float | None, signed: bool, holds: bool | None
) -> None:
    assert report(made(*deltas), bar=bar, signed=signed)["holds"] is holds


def test_equal_ratings_have_a_bar_of_their_own() -> None:
    assert report(made(0.0, 0.01), bar=0.05, equal_bar=0.98)["holds"] is False
    assert report(made(0.0, 0.0), bar=0.05, equal_bar=0.98)["holds"] is True


def test_an_interval_resamples_units_not_values() -> None:
    ones = np.ones(400)
    totals = np.repeat([0.0, 1.0], 200)
    alone = interval([str(i) for i in range(400)], totals, ones)
    together = interval(["x"] * 200 + ["y"] * 200, totals, ones)
    assert alone is not None
    assert together is not None
    assert alone["value"] == together["value"] == 0.5
    assert 0.4 < alone["low"] < alone["high"] < 0.6
    assert (together["low"], together["high"]) == (0.0, 1.0)


def test_a_rater_gives_nothing_for_an_agent_who_is_not_there(classifier: Classifier) -> None:
    rater = Rater(classifier, load_rubric())
    assert rater.rate(TALK).shape == (len(RATINGS),)
    assert np.isnan(rater.rate(TALK, "nobody")).all()
    assert np.isnan(rater.rate(conversation((Role.CUSTOMER, "Hej")))).all()


def test_leaving_out_what_speaks_for_a_rating_lowers_it(classifier: Classifier) -> None:
    found = curve(Rater(classifier, load_rubric()), [TALK])
    assert found["additive"]["most off, in units of the fourth decimal"] == 0
    point = found["drop of the rating"]["highest 1"]
    assert point["left out"]["value"] > 0
    assert point["moved the right way"]["value"] == 1.0


# the data


@pytest.mark.parametrize(
    ("name", "key", "versions", "count"),
    [
        ("languages.jsonl", "language", {"da", "nb", "sv", "en"}, 20),
        ("process_failures.jsonl", "version", {"failure", "none"}, 20),
        ("two_agents.jsonl", "version", {"base", "worse"}, 30),
        ("virtue_words.jsonl", "version", {"plain", "words"}, 12),
    ],
)
def test_each_written_conversation_stands_in_all_its_versions(
    name: str, key: str, versions: set[str], count: int
) -> None:
    found = written(name, key)
    assert len(found) == count
    for group in found.values():
        assert set(group) == versions
        shapes = {tuple(turn.role for turn in one.turns) for one in group.values()}
        assert len(shapes) == 1


def test_pairs_differ_only_where_they_should() -> None:
    for pair in raw_pairs("process_failures.jsonl", "failure", "none"):
        differing = [i for i, (a, b) in enumerate(zip(*pair, strict=True)) if a.text != b.text]
        assert len(differing) == 1
        assert pair[0][differing[0]].speaker == pair[1][differing[0]].speaker
    for name, first, second in (("virtue_words.jsonl", "plain", "words"), ("two_agents.jsonl", "base", "worse")):
        for pair in raw_pairs(name, first, second):
            assert any(a.text != b.text for a, b in zip(*pair, strict=True))
            assert [a.speaker for a in pair[0]] == [b.speaker for b in pair[1]]


def raw_pairs(name: str, first: str, second: str) -> list[tuple[tuple[Utterance, ...], tuple[Utterance, ...]]]:
    found = raw([FOLDER / name])
    by_group = {(row["group"], row["version"]): found[row["id"]].utterances for row in rows(name)}
    return [(said, by_group[group, second]) for (group, version), said in by_group.items() if version == first]


def test_only_agent_a_changes_where_two_agents_serve() -> None:
    stated = {(row["group"], row["version"]): row["turns"] for row in rows("two_agents.jsonl")}
    for (group, version), turns in stated.items():
        if version == "base":
            differing = [(a, b) for a, b in zip(turns, stated[group, "worse"], strict=True) if a != b]
            assert {a["agent_id"] for a, _ in differing} == {"a"}
            assert {turn["agent_id"] for turn in turns if turn["role"] == "agent"} == {"a", "b"}


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_its_phrases(language: Language) -> None:
    for role in (Role.AGENT, Role.CUSTOMER):
        assert len(harmless(language, role)) >= 3
    assert len(phrases("insults.jsonl", language)) >= 3
    assert len(phrases("virtue.jsonl", language)) >= 2
    assert all(phrases("instructions.jsonl", language, asks=asks) for asks in (1, 5))
    assert speech()[language].fillers


def test_every_group_has_names_enough() -> None:
    found = groups()
    assert len(found) == 12
    for group in found:
        assert len(set(group.given)) == len(set(group.family)) == 10


def test_turns_of_one_role() -> None:
    assert turns_of(TALK, Role.CUSTOMER) == [1, 3]
