"""`convqa calibrate`, with a model of no substance; at the end once with the released one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.classify.site import SiteCalibration
from convqa.cli import main
from convqa.cli.loading import Loaders
from tests.cli.conftest import as_named

ROOT = Path(__file__).parents[2]
Calibrate = Callable[..., Result]
AGENT = ("C", "R", "CR o+", "R c- e-", "D p+", "R x+ e+", "p-", "")
CUSTOMER = ("0 need", "- need again", "+ praise solved", "0 lost", "- leave")


def review(number: int, draw: random.Random) -> dict[str, Any]:
    """The codebook's form, as one would write it by hand."""
    labels = [draw.choice(CUSTOMER if turn % 2 == 0 else AGENT) for turn in range(4)]
    words = [f"This is turn {turn} of conversation {number}, about a parcel." for turn in range(4)]
    roles = ["customer", "agent"] * 2
    return {
        "id": f"c-{number}",
        "language": "en",
        "turns": [
            {"role": role, "text": text, "labels": label}
            for role, text, label in zip(roles, words, labels, strict=True)
        ],
        "scores": {
            name: draw.randint(1, 5)
            for name in ("contact", "discover", "respond", "ownership", "clarity", "presence", "extra", "effort")
        },
        "outcome": {"resolution": "resolved", "satisfaction": draw.randint(1, 5), "loyalty": "neutral"},
        "touchpoint": "deliver",
        "process_failure": None,
        "review": None,
    }


@pytest.fixture
def reviewed(tmp_path: Path) -> list[dict[str, Any]]:
    """Sixty conversations with reviews; `calls.jsonl` has the conversations."""
    draw = random.Random(0)  # noqa: S311
    rows = [review(number, draw) for number in range(60)]
    bare = [row | {"turns": [{key: turn[key] for key in ("role", "text")} for turn in row["turns"]]} for row in rows]
    write(tmp_path / "calls.jsonl", bare)
    return rows


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def stand_off(row: dict[str, Any]) -> dict[str, Any]:
    labels = [turn["labels"] for turn in row["turns"]]
    return {key: value for key, value in row.items() if key != "turns"} | {"turn_labels": labels}


@pytest.fixture
def calibrate(tiny_model: Callable[..., Any]) -> Calibrate:
    def load(_: Path | None, calibration: Path | None) -> Any:
        model = tiny_model()
        return model if calibration is None else tiny_model(SiteCalibration.load(calibration, model.meta))

    def run(*arguments: str | Path, command: str = "calibrate") -> Result:
        return CliRunner(catch_exceptions=False).invoke(
            main, [command, *map(str, arguments)], obj=Loaders(classifier=load)
        )

    return run


def test_reviews_in_and_a_calibration_out(calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "made" / "site.json"
    result = calibrate(write(tmp_path / "reviews.jsonl", reviewed), tmp_path / "calls.jsonl", "--output", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "this site's reviews of 60 conversations" in " ".join(result.stdout.split())
    assert "accura" not in result.stdout
    made = json.loads(out.read_text(encoding="utf-8"))
    assert (made["model"], made["conversations"]) == ("tiny@1", 60)
    assert made["basis"]["ratings.effort"] == {"n": 60, "fewest": 60, "refitted": True}
    assert made["calibration"]["half_width"][0] > 1.5  # the reviews are chance
    for personal in ("parcel", "c-1", "date", str(tmp_path)):
        assert personal not in out.read_text(encoding="utf-8")
    scored = calibrate(tmp_path / "calls.jsonl", "--calibration", out, "--output", "-", command="score")
    records = [json.loads(line) for line in scored.stdout.splitlines()]
    assert {record["provenance"]["model"] for record in records} == {f"tiny@1+{made['hash'][:8]}"}
    widths = [
        rating["interval"][1] - rating["interval"][0]
        for record in records
        for card in record["scorecards"]
        for rating in card["ratings"].values()
        if rating is not None
    ]
    assert max(widths) >= 3


def test_the_same_bytes_whatever_the_form_the_order_and_the_number_of_workers(
    calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path
) -> None:
    forms = (reviewed, [stand_off(row) for row in reversed(reviewed)])
    written = set()
    for number, (rows, workers) in enumerate(zip(forms, (1, 3), strict=True)):
        out = tmp_path / f"{number}.json"
        reviews = write(tmp_path / f"{number}.jsonl", rows)
        result = calibrate(reviews, tmp_path / "calls.jsonl", "--output", out, "--workers", workers, "--quiet")
        assert (result.exit_code, result.output) == (0, "")
        written.add(out.read_bytes())
    assert len(written) == 1


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(
    calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path
) -> None:
    wrong = stand_off(reviewed[1]) | {"turn_labels": ["C"]}
    rows = [reviewed[0], wrong, "{", {"id": "elsewhere", "scores": {"effort": 3}}, *reviewed[2:5]]
    reviews = write(tmp_path / "reviews.jsonl", rows)
    result = calibrate(reviews, tmp_path / "calls.jsonl", "--output", tmp_path / "site.json")
    assert result.exit_code == 1
    found = {sentence.split(":")[1]: sentence for sentence in result.stderr.splitlines()}
    assert set(found) == {"2", "3", "4"}
    assert "labels 1 turns" in found["2"]
    assert "not a JSON object" in found["3"]
    assert "none of the conversations" in found["4"]
    assert "elsewhere" not in result.output
    assert json.loads((tmp_path / "site.json").read_text(encoding="utf-8"))["conversations"] == 4


def test_of_two_conversations_with_one_id_the_second_is_named(
    calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path
) -> None:
    again = tmp_path / "again.jsonl"
    again.write_text((tmp_path / "calls.jsonl").read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    reviews = write(tmp_path / "reviews.jsonl", reviewed[:3])
    result = calibrate(reviews, tmp_path / "calls.jsonl", again, "--output", tmp_path / "site.json", "--quiet")
    assert result.exit_code == 1
    said = ":1: several of the conversations have this id; give each conversation an id of its own.\n"
    assert re.fullmatch(as_named(reviews) + re.escape(said), result.stderr)
    assert json.loads((tmp_path / "site.json").read_text(encoding="utf-8"))["conversations"] == 3


@pytest.mark.parametrize(
    ("arguments", "mention"),
    [
        (["{reviews}", "{calls}"], "Missing option '--output'"),
        (["{reviews}", "{calls}", "--output", "-"], "name a file"),
        (["{reviews}", "{calls}", "--output", "{reviews}"], "would overwrite what is read"),
        (["{reviews}", "{calls}", "--output", "{calls}"], "would overwrite what is read"),
        (["{calls}.none", "{calls}", "--output", "{out}"], "does not exist"),
        (["{empty}", "{calls}", "--output", "{out}"], "no review could be used, and nothing was written"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path, arguments: list[str], mention: str
) -> None:
    names = {"reviews": write(tmp_path / "reviews.jsonl", reviewed[:2]), "calls": tmp_path / "calls.jsonl",
             "empty": write(tmp_path / "empty.jsonl", []), "out": tmp_path / "out.json"}  # fmt: skip
    result = calibrate(*(argument.format(**names) for argument in arguments))
    assert result.exit_code == 2
    assert mention in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "out.json").exists()


def test_a_calibration_for_another_model_is_a_wrong_call(
    calibrate: Calibrate, reviewed: list[dict[str, Any]], tmp_path: Path, released_model: Path
) -> None:
    out = tmp_path / "site.json"
    calibrate(write(tmp_path / "reviews.jsonl", reviewed), tmp_path / "calls.jsonl", "--output", out)
    arguments = ["score", str(tmp_path / "calls.jsonl"), "--calibration", str(out), "--model", str(released_model)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "was made for the model tiny@1 and not for the one in use" in result.stderr


@pytest.mark.slow
def test_with_the_released_model(tmp_path: Path, released_model: Path) -> None:
    corpus = ROOT / "data" / "corpus" / "conversations.jsonl"
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()[:60]]
    calls = write(tmp_path / "calls.jsonl", rows)
    reviews, out = write(tmp_path / "reviews.jsonl", [stand_off(row) for row in rows]), tmp_path / "site.json"
    arguments = [str(reviews), str(calls), "--model", str(released_model)]
    result = CliRunner().invoke(main, ["calibrate", *arguments, "--output", str(out)])
    assert result.exit_code == 0, result.stderr
    made = json.loads(out.read_text(encoding="utf-8"))
    phases = [row for row in made["agreement"] if row["part"].startswith("phases") and row["measure"] == "kappa"]
    kappas = [row["before"]["value"] for row in phases]
    assert min(kappas) > 0.4  # labels are matched to the right turns
    result = CliRunner().invoke(main, ["score", str(calls), "--calibration", str(out), "--output", "-"])
    assert f"+{made['hash'][:8]}" in result.stdout
