"""`convqa evaluate`, with a model of no substance."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders

Evaluate = Callable[..., Result]

MAP = (
    "conversation=CallID,agent=Agent,reviewer=QA,at=Date,total=Score %,clarity=Clear?@0..10,effort=Effort,"
    "resolution=Solved[Yes=resolved;No=unresolved],satisfaction=CSAT"
)
HEADER = "CallID;Agent;QA;Date;Score %;Clear?;Effort;Solved;CSAT;Greeting;Remarks"
NAMES = ("Mette Hansen", "Ole Brandt")


@pytest.fixture
def evaluate(tiny_model: Callable[..., Any]) -> Evaluate:
    def run(*arguments: str | Path, command: str = "evaluate") -> Result:
        return CliRunner(catch_exceptions=False).invoke(
            main,
            [command, *map(str, arguments)],
            obj=Loaders(classifier=lambda *_: tiny_model()),
            env={"COLUMNS": "80"},
        )

    return run


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Thirty conversations in two languages, of which c-29 is in no sheet."""
    path = tmp_path / "calls.jsonl"
    rows = []
    for number in range(30):
        words = [f"This is turn {turn} of conversation {number}, about a parcel." for turn in range(4)]
        turns = [
            {"role": role, "text": text} | ({"name": "Jonas Holm"} if role == "agent" else {})
            for role, text in zip(["customer", "agent"] * 2, words, strict=True)
        ]
        rows.append({"id": f"C-{number}", "language": "en" if number % 2 else "da", "turns": turns})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def rows(n: int = 29) -> list[str]:
    draw = random.Random(0)  # noqa: S311
    return [
        f"c-{number};Jonas Holm;{name};03-04-2026 09:{number:02};{draw.uniform(0, 100):.1f} %;{draw.randint(0, 10)};"
        f"{draw.randint(1, 5)};{draw.choice(['Yes', 'No'])};{draw.randint(1, 5)};x;Remark about Gurli".replace(".", ",")
        for number in range(n)
        for name in NAMES
    ]


def sheet(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text("\r\n".join([HEADER, *lines]), encoding="cp1252")
    return path


def test_a_sheet_beside_the_machine(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "made" / "figures.json"
    result = evaluate(sheet(tmp_path, rows()), calls, "--review-map", MAP, "--json", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80
    flat = " ".join(result.stdout.split())
    assert "Agreement with people: tiny@1 beside 58 reviews of 29 conversations by 2 people" in flat
    for said in (
        "clarity was moved linearly from 0..10 to 1..5.",
        "does not name them: Greeting, Remarks.",
        "Without a review: 1 conversation.",
        "judged by several",
        "alpha by language (n)",
        "0-100",
    ):
        assert said in flat
    made = json.loads(out.read_text(encoding="utf-8"))
    parts = {part["part"]: part for part in made["parts"]}
    assert list(parts) == ["clarity", "effort", "satisfaction", "resolution"]
    clarity = parts["clarity"]
    assert (clarity["n"], clarity["conversations"], clarity["two_or_more_people"]["n"]) == (58, 29, 29)
    assert set(clarity["figures"]) == {"kappa", "alpha", "gwet", "exact", "within one", "bias", "holds"}
    assert set(parts["resolution"]["figures"]) == {"kappa", "alpha", "exact"}
    assert set(clarity["languages"]) == {"da", "en"}
    assert made["total"]["n"] == 58
    assert made["conversations"] == {"compared": 29, "without_a_review": ["C-29"]}
    for text in (result.output, out.read_text(encoding="utf-8")):
        assert "accura" not in text.lower()
        assert not any(
            name.lower() in text.lower() for name in ("Mette", "Ole Brandt", "Jonas", "Gurli", str(tmp_path))
        )


def test_records_give_the_same_as_scoring_again(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    records, reviews = tmp_path / "records.jsonl", sheet(tmp_path, rows())
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123", encoding="utf-8")
    evaluate(calls, "--output", records, "--key-file", key, "--quiet", command="score")
    common = (reviews, "--review-map", MAP, "--key-file", key)
    first = evaluate(*common, calls, "--workers", 3, "--json", tmp_path / "1.json")
    second = evaluate(*common, "--records", records, "--json", tmp_path / "2.json")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == second.stdout
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))["reviews"]["agent_named_otherwise"] == 0
    other = evaluate(reviews, "--review-map", MAP, "--records", records)  # without the key, agents are others
    assert "Naming the only agent of a conversation otherwise than the transcript does: 58 reviews." in " ".join(
        other.stdout.split()
    )


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    lines = [
        *rows(11),
        "nowhere-7;;QA;;50;5;3;Yes;3;;",
        "c-2;;QA;;500;5;3;Yes;3;;",
        "C-0;Jonas Holm;mette hansen;;50;5;3;;3;;",
    ]
    broken = calls.with_name("broken.jsonl")
    broken.write_text('{"id": \n', encoding="utf-8")
    result = evaluate(sheet(tmp_path, lines), calls, broken, "--review-map", MAP)
    assert result.exit_code == 1
    found = result.stderr.splitlines()
    assert len(found) == 3
    assert "sheet.csv:25: what stands for total lies outside 0..100" in found[0].replace(str(tmp_path) + "/", "")
    assert "not valid JSON" in found[1]
    assert "sheet.csv:24: none of the conversations that could be read has this id" in found[2]
    assert "nowhere" not in result.output
    assert "same conversation: 1 review." in " ".join(result.stdout.split())


def test_few_conversations_give_their_number_and_no_figure(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    result = evaluate(sheet(tmp_path, rows(9)), calls, "--review-map", MAP)
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("clarity "))
    assert line.split() == ["clarity", "18", *"------"]
    assert "fewer than 10 conversations" in " ".join(result.stdout.split())


def test_only_some_reviews_without_a_conversation_are_listed(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    lines = [f"x-{number};;;;50;5;3;Yes;3;;" for number in range(50)]
    out = tmp_path / "figures.json"
    result = evaluate(sheet(tmp_path, [*rows(3), *lines]), calls, "--review-map", MAP, "--json", out, "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 21
    assert result.stderr.splitlines()[-1].startswith("30 more reviews")
    assert len(json.loads(out.read_text(encoding="utf-8"))["not_compared"]) == 50


def test_the_codebook_form_with_labels_of_turns(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    reviews = tmp_path / "reviews.jsonl"
    lines = [
        {"id": f"C-{n}", "turn_labels": ["0 need", "CR o+", None, "R"], "scores": {"effort": 1 + n % 5}}
        for n in range(12)
    ]
    reviews.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = evaluate(reviews, calls)
    assert (result.exit_code, result.stderr) == (0, "")
    counts = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines() if line[:1].isalpha()}
    assert (counts["behaviours.ownership"], counts["sentiment"], counts["effort"]) == ("24", "12", "12")
    lines[0]["turn_labels"] = ["CR"]
    reviews.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = evaluate(reviews, calls)
    assert result.exit_code == 1
    assert "reviews.jsonl:1: it labels more or fewer turns" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "mention"),
    [
        (["{sheet}"], "Name the conversations that were reviewed"),
        (["{sheet}", "{calls}", "--records", "{calls}"], "not both"),
        (["{sheet}", "--records", "{calls}", "--model", "x"], "--model says how to score"),
        (["{sheet}", "{calls}", "--json", "-"], "name a file"),
        (["{sheet}", "{calls}", "--json", "{sheet}"], "would overwrite what is read"),
        (["{sheet}", "--records", "{calls}", "--json", "{calls}"], "would overwrite what is read"),
        (["{sheet}.none", "{calls}"], "does not exist"),
        (["{sheet}", "{calls}"], "No review could be compared"),
        (["{sheet}", "{calls}", "--review-map", "x=y"], "unknown field 'x'"),
        (["{sheet}", "--records", "{calls}", "--review-map", MAP], "No review could be compared"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    evaluate: Evaluate, calls: Path, tmp_path: Path, arguments: list[str], mention: str
) -> None:
    names = {"sheet": sheet(tmp_path, rows(2)), "calls": calls}
    result = evaluate(*(argument.format(**names) if argument != MAP else argument for argument in arguments))
    assert result.exit_code == 2
    assert mention in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_table_calibrates_too(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    lines = [line for line in rows() if NAMES[0] in line]
    arguments = (sheet(tmp_path, lines), calls, "--output", tmp_path / "site.json")
    result = evaluate(*arguments, "--review-map", MAP, command="calibrate")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "this site's reviews of 29 conversations" in " ".join(result.stdout.split())
    made = json.loads((tmp_path / "site.json").read_text(encoding="utf-8"))
    assert made["basis"]["ratings.clarity"]["n"] == 29
    both = evaluate(sheet(tmp_path, rows()), *arguments[1:], "--review-map", MAP, command="calibrate")
    assert both.exit_code == 1
    assert both.stderr.count("settle on one view") == 29


def test_nothing_that_people_wrote_comes_out(evaluate: Evaluate, calls: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Gurli Vestergaard"
    folder.mkdir()
    sheet(
        folder,
        [*rows(12), "c-1;Gurli;Gurli;Gurli;Gurli;Gurli;Gurli;Gurli;Gurli;;", "Gurli;;;;5;5;3;Yes;3;;", "Gurli;;" * 9],
    )
    (folder / "Gurli Vestergaard.jsonl").write_text('{"id": "Gurli", "scores": {"Gurli": 3}}\n{Gurli', encoding="utf-8")
    (folder / "Gurli Vestergaard.json").write_text('{"Gurli": ["Gurli",', encoding="utf-8")
    (folder / "other.csv").write_text("Gurli Vestergaard,010170-1234\n23456789,Gurli\n", encoding="utf-8")
    (folder / "Gurli.xlsx").write_bytes(b"Gurli")
    out = tmp_path / "figures.json"
    for arguments in (["--review-map", MAP], []):
        result = evaluate(folder, calls, *arguments, "--json", out)
        shown = (result.output + out.read_text(encoding="utf-8")).lower()
        assert result.exit_code == (1 if arguments else 2)
        assert len(result.stderr.splitlines()) >= 6
        for word in ("gurli", "vestergaard", "010170", "23456789", "mette"):
            assert word not in shown, (word, result.output)
