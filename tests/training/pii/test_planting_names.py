"""Planted names are of all origins and in all styles, the sentences are new, and what is counted is right."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import Finding, Kind, Reading
from training.pii.lists import ANY, OWN, WORD, Part, load
from training.pii.planted import __main__ as command
from training.pii.planted.names import NearMiss, PlantedName, is_covered, is_touched, near_misses, planted_names
from training.pii.planted.report import count_names, fairness, name_tables
from training.pii.planted.sentences import SEPARATOR, SLOT, filled, parts, sentences
from training.pii.segments import PERSON
from training.pii.styles import Style

ROOT = Path(__file__).parents[3]
MIN_SENTENCES = 30
NEW_FROM = 5
"""Words in a row; shorter phrases stand in many a text."""


@pytest.fixture(scope="module")
def planted() -> list[PlantedName]:
    return list(planted_names(2000, seed=1))


@pytest.fixture(scope="module")
def near() -> list[NearMiss]:
    return list(near_misses(500, seed=1))


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def whole(reading: Reading) -> Sequence[Finding]:
    return [Finding(0, len(reading.text), Kind.PERSON, 1)]


def nothing(_: Reading) -> Sequence[Finding]:
    return []


@pytest.mark.parametrize("language", Language)
def test_there_are_sentences_for_many_situations_in_every_language(language: Language) -> None:
    table = sentences(language)
    assert len(table.people) >= MIN_SENTENCES
    assert {situation for situation, _ in table.people} == {situation for situation, _ in sentences(Language.DA).people}
    assert len({text for _, text in (*table.people, *table.stays)}) == len(table.people) + len(table.stays)
    for situation, text in table.people:
        slots = SLOT.findall(text)
        assert slots, text
        assert any(letters for _, letters in slots) is (situation == "spelled"), text
    assert not any("|" in text or "_letters" in text for _, text in table.stays)


def test_the_sentences_stand_in_no_training_text_and_no_test_of_a_rule() -> None:
    corpus = [
        turn["text"]
        for file in (ROOT / "data" / "corpus").glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"]
    ]
    rules = [
        file.read_text(encoding="utf-8")
        for folder in ("tests/redaction", "tests/cli", "training/pii")
        for pattern in ("*.py", "*.toml")
        for file in (ROOT / folder).glob(pattern)
    ]
    known = "\n".join(map(plain, corpus + rules))
    pieces = {
        plain(piece)
        for language in Language
        for _, text in (*sentences(language).people, *sentences(language).stays)
        for turn in text.split(SEPARATOR)
        for piece in re.split(r"\{\w+\}", turn)
    }
    assert sorted(piece for piece in pieces if len(piece.split()) >= NEW_FROM and piece in known) == []


def test_languages_styles_and_origins_have_their_share(planted: list[PlantedName]) -> None:
    cells = Counter((one.language, one.style) for one in planted)
    assert set(cells.values()) == {80}
    assert len(cells) == len(Language) * len(Style)
    origins = Counter(one.origin for one in planted)
    assert set(origins) == {origin for _, origin in load(held=True).groups} | {WORD, ANY}
    assert min(origins.values()) == 40
    own = Counter(one.language for one in planted if one.origin in OWN[one.language])
    assert set(own.values()) == {40, 48}


def test_the_same_seed_plants_the_same(planted: list[PlantedName], near: list[NearMiss]) -> None:
    assert list(planted_names(100, seed=1)) == planted[:100]
    assert list(planted_names(100, seed=2)) != planted[:100]
    assert list(near_misses(100, seed=1)) == near[:100]


def test_situations_fit_the_style(planted: list[PlantedName]) -> None:
    assert {one.style for one in planted if one.situation == "spelled"} == {Style.SPELLED}
    assert {one.situation for one in planted if one.style is Style.SPELLED} == {"spelled"}
    assert Style.SPEECH not in {one.style for one in planted if one.situation == "signed"}


def test_names_are_held_out_and_written_in_their_style(planted: list[PlantedName]) -> None:
    names = load(held=True)
    groups = [*names.groups.values(), *names.unknown.values(), *names.words.values()]
    known = {word.lower() for group in groups for name in group for word in name.split()}
    intact: Counter[tuple[Style, bool]] = Counter()
    for one in planted:
        text = one.passage.reading.text
        spans = [text[span.start : span.end] for span in one.passage.spans]
        assert spans
        if one.style is Style.CHAT:
            assert text == text.lower()
        if one.style is Style.SPEECH:
            assert not re.search(r"[.,!?]", text)
        if one.style is Style.SPELLED:
            assert any(re.fullmatch(r"\w(?:[ -]\w)*", span) for span in spans), spans
        intact[one.style, all(word in known for span in spans for word in span.lower().split())] += 1
    assert intact[Style.WRITTEN, False] == intact[Style.CHAT, False] == 0
    assert intact[Style.MISSPELT, True] < 0.1 * intact.total() / len(Style)


def test_whether_lists_hold_a_name_is_told(planted: list[PlantedName]) -> None:
    titled = [one for one in planted if one.situation == "titled"]
    assert {one.listed for one in titled} == {True, False}


@pytest.mark.parametrize(
    ("language", "family", "text"),
    [
        (Language.DA, "Holm", "Bilen står i Ida Holms navn"),
        (Language.DA, "Vis", "Bilen står i Ida Vis' navn"),
        (Language.SV, "Vis", "Bilen står i Ida Vis navn"),
        (Language.DA, "Viz", "Bilen står i Ida Viz' navn"),
    ],
)
def test_the_genitive_is_written_as_people_write_it(language: Language, family: str, text: str) -> None:
    (turn,) = filled("Bilen står i {full}s navn", {Part.GIVEN: "Ida", Part.FAMILY: family}, language)
    assert "".join(segment.text for segment in turn) == text
    assert [segment.text for segment in turn if segment.kind == PERSON] == [f"Ida {family}"]


def test_a_word_in_s_after_a_name_stays() -> None:
    (turn,) = filled("{given} står her", {Part.GIVEN: "Ras", Part.FAMILY: "Holm"}, Language.DA)
    assert "".join(segment.text for segment in turn) == "Ras står her"


def test_letters_are_parted_and_parts_of_names_known() -> None:
    first, second = filled(
        "Stav det | {family_letters}", {Part.GIVEN: "Ida", Part.FAMILY: "O'Br"}, Language.EN, gap="-"
    )
    assert [segment.text for segment in second if segment.kind == PERSON] == ["O-B-R"]
    assert not [segment for segment in first if segment.kind]
    assert parts("{family_letters}") == [Part.FAMILY]
    assert parts("{full}, {given}") == [Part.GIVEN, Part.FAMILY]


def test_near_misses_are_filled_and_of_all_kinds(near: list[NearMiss]) -> None:
    assert {one.kind for one in near} == {"company", "month", "pet", "product", "town", "word"}
    assert not any("{" in one.reading.text for one in near)
    assert {one.style for one in near} == {Style.WRITTEN, Style.CHAT, Style.SPEECH}


def test_a_name_is_found_if_every_letter_is_covered_everywhere(
    planted: list[PlantedName], near: list[NearMiss]
) -> None:
    one = next(one for one in planted if len(one.passage.spans) > 1)
    spans = [Finding(span.start, span.end, Kind.PERSON, 1) for span in one.passage.spans]
    assert is_covered(one, lambda _: spans)
    assert not is_covered(one, lambda _: spans[:1])
    assert not is_covered(one, lambda _: [*spans[:-1], Finding(spans[-1].start, spans[-1].end - 1, Kind.PERSON, 1)])
    assert is_covered(one, whole)
    assert not is_covered(one, nothing)
    assert is_touched(near[0], whole)
    assert not is_touched(near[0], nothing)


def test_distances_are_from_the_mean_of_origins(planted: list[PlantedName]) -> None:
    def early(reading: Reading) -> Sequence[Finding]:
        """Finds what ends in the first 60 characters."""
        return [Finding(0, min(60, len(reading.text)), Kind.PERSON, 1)]

    found = count_names(planted, early)
    rows = fairness(found)
    assert sum(row.n for row in rows) == 2000
    assert sum(row.right for row in rows) == sum(tally.right for tally in found.values())
    assert 0 < sum(row.listed for row in rows) < 2000
    assert sum(row.distance for row in rows) == pytest.approx(0)
    assert rows[0].distance < rows[-1].distance
    assert rows[0].interval[0] < rows[0].right / rows[0].n < rows[0].interval[1]
    lines = list(name_tables(found))
    assert any(line.startswith(rows[0].origin) and line.endswith("far below") for line in lines)


def test_the_command_prints_tables_and_writes_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "planted.json"
    command.main(["--count", "100", "--half", "a", "--leaks", "--json", str(file)])
    printed = capsys.readouterr().out
    for table in ("numbers found, by kind", "names found, by origin", "fairness", "pets replaced"):
        assert table in printed
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert sum(row["n"] for row in figures["numbers"]) == sum(row["n"] for row in figures["names"]) == 100
    assert {"share", "low", "high", "origin", "style", "language"} <= set(figures["names"][0])
    assert {row["origin"] for row in figures["fairness"]} == {row["origin"] for row in figures["names"]}
    command.main(["--count", "20", "--only", "names", "--cells"])
    printed = capsys.readouterr().out
    assert "names found, by language, style and origin" in printed
    assert "numbers found" not in printed
