"""Personal data that is planted everywhere comes out nowhere: not in a file, not on the screen, not by any fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.door.planted import PLANTED, leaks, plant, written_in
from tests.sounds import talk, write_call

CHILD = Path(__file__).with_name("watched.py")
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a call: `told` is what it said on standard output and standard error."""

    code: object
    events: Sequence[Sequence[str]]
    told: bytes
    files: Sequence[Path]


def run_all(folder: Path, calls: Mapping[str, tuple[Sequence[str | Path], str]]) -> dict[str, Run]:
    """Run calls, each with what is to go wrong; every call writes into a folder of its own, `OUT` in its arguments."""
    told = folder / "told"
    told.mkdir()
    temporary = folder / "temporary"
    temporary.mkdir()
    listed = []
    for name, (arguments, fault) in calls.items():
        out = folder / "out" / name
        out.mkdir(parents=True)
        listed.append([name, [str(one).replace("OUT", str(out)) for one in arguments], fault])
    done = subprocess.run(  # noqa: S603
        [sys.executable, CHILD, told, json.dumps(listed)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(temporary.iterdir()) == []
    runs = {}
    for name in calls:
        found = json.loads((told / f"{name}.json").read_text(encoding="utf-8"))
        said = [(told / f"{name}.{stream}").read_bytes() for stream in ("stdout", "stderr")]
        files = sorted(path for path in (folder / "out" / name).rglob("*") if path.is_file())
        runs[name] = Run(code=found["code"], events=found["events"], told=b"\n".join(said), files=files)
    return runs


def check_nothing_came_out(runs: Mapping[str, Run], folder: Path) -> None:
    for name, run in runs.items():
        assert leaks(run.told) == [], name
        for path in run.files:
            assert leaks(written_in(path)) == [], (name, path.suffix)
            assert leaks(str(path.relative_to(folder)).encode()) == [], name
        assert [event for event, _ in run.events if event != "open"] == [], name
        opened = {Path(path) for _, path in run.events} - {Path(os.devnull)}
        allowed = (folder / "out" / name, folder / "temporary")
        assert [path for path in opened if not any(map(path.is_relative_to, allowed))] == [], name


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plant(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_call(tmp_path_factory.mktemp("calls") / "Gurli Vestergård 23456789.wav", talk(lines=range(4)))


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quality sheet by people, with names and remarks."""
    path = tmp_path_factory.mktemp("reviews") / "Gurli Vestergård.csv"
    ids = ("A-1", "gurli.v@example.org", "+45 2345 6789", "010170-1234", "Gurli Vestergård")
    rows = [f"{one};holger@nordlys.example;Gurli Vestergård;4;{PLANTED[2]}" for one in ids]
    path.write_text("\n".join(["id;agent;reviewer;clear;remark", *rows]), encoding="utf-8")
    return path


def test_what_looks_for_leaks_finds_them(planted: Path) -> None:
    found = {one for path in planted.iterdir() for one in leaks(written_in(path))}
    assert set(PLANTED) <= found
    for one in PLANTED:
        assert leaks(json.dumps(f"x{one}x").encode()) == leaks(one.upper().encode("utf-16")) != []


def test_no_command_lets_anything_out(planted: Path, call: Path, reviews: Path, tmp_path: Path) -> None:
    score = [f"--{kind}=OUT/{kind}" for kind in ("output", "csv", "xlsx", "parquet", "report")]
    records = tmp_path / "out" / "score" / "output"
    look = ["--review-map", "conversation=id,agent=agent,reviewer=reviewer,clarity=clear@1..5"]
    calls: dict[str, tuple[Sequence[str | Path], str]] = {
        "score": (["score", planted, *score], ""),
        "score-kept": (["score", planted, "--report=OUT/report"], "keep temporary"),
        "score-stdout": (["score", planted, "--output", "-"], ""),
        "inspect": (["inspect", planted], ""),
        "inspect-json": (["inspect", planted, "--json"], ""),
        "redact-jsonl": (["redact", planted, "--output", "OUT"], ""),
        "redact-vtt": (["redact", planted, "--output", "OUT", "--to", "vtt"], ""),
        "redact-txt": (["redact", planted, "--output", "OUT", "--to", "txt"], ""),
        "transcribe": (["transcribe", call, "--output", "OUT"], ""),
        "transcribe-json": (["transcribe", call, "--output", "OUT", "--to", "json"], ""),
        "evaluate": (["evaluate", reviews, planted, *look, "--json", "OUT/figures.json"], ""),
        "evaluate-records": (["evaluate", reviews, "--records", records, *look, "--json", "OUT/figures.json"], ""),
        "calibrate": (["calibrate", reviews, planted, *look, "--output", "OUT/site.json"], "tiny"),
        "formats": (["formats"], ""),
        "schema": (["schema"], ""),
    }
    runs = run_all(tmp_path, calls)
    check_nothing_came_out(runs, tmp_path)
    codes = {name: run.code for name, run in runs.items()}
    assert {codes[name] for name in ("transcribe", "transcribe-json", "formats", "schema")} <= {0, None}
    assert {codes[name] for name in codes if name.partition("-")[0] in ("score", "inspect", "redact", "evaluate")} == {
        1
    }
    assert b"[PERSON_1]" in (tmp_path / "out" / "score" / "output").read_bytes()
    assert len(runs["score-kept"].files) == 2
    for name in ("evaluate", "evaluate-records"):  # by an id that is one of few words, and by a telephone number
        assert json.loads((tmp_path / "out" / name / "figures.json").read_text("utf-8"))["reviews"]["compared"] == 2
    assert len(runs["redact-jsonl"].files) >= 6


def test_no_fault_lets_anything_out(planted: Path, call: Path, tmp_path: Path) -> None:
    runs = run_all(
        tmp_path,
        {
            "reader": (["score", planted, "--output=OUT/records"], "reader"),
            "reader-of-redact": (["redact", planted, "--output", "OUT"], "reader"),
            "classifier": (["score", planted, "--output=OUT/records"], "classifier"),
            "renderer": (["redact", planted, "--output", "OUT"], "renderer"),
            "writer": (["score", planted, "--output=OUT/records"], "writer"),
            "anything": (["redact", planted, "--output", "OUT"], "anything"),
            "interrupt": (["score", planted, "--output=OUT/records", "--workers=1"], "interrupt"),
            "full-score": (["score", planted, "--output=OUT/records", "--csv=OUT/csv"], "full disk"),
            "full-report": (["score", planted, "--report=OUT/report.html"], "full disk"),
            "full-redact": (["redact", planted, "--output", "OUT"], "full disk"),
            "full-transcribe": (["transcribe", call, "--output", "OUT", "--to", "json"], "full disk"),
        },
    )
    check_nothing_came_out(runs, tmp_path)
    assert {name: run.code for name, run in runs.items() if name != "full-transcribe"} == {
        "reader": 1,
        "reader-of-redact": 1,
        "classifier": 1,
        "renderer": 1,
        "writer": 70,
        "anything": 70,
        "interrupt": 130,
        "full-score": 2,
        "full-report": 2,
        "full-redact": 2,
    }
    assert b"a fault in convqa (ValueError at convqa/cli/" in runs["anything"].told
    assert b"ValueError" in runs["renderer"].told
    assert all(not path.name.endswith(".partial") for path in runs["full-redact"].files)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_no_damage_lets_anything_out(planted: Path, tmp_path: Path, seed: int) -> None:
    import random

    generator = random.Random(seed)  # noqa: S311 - repeatable, not secret
    folder = tmp_path / "in"
    folder.mkdir()
    for number, path in enumerate(sorted(planted.iterdir()) * 8):
        data = bytearray(path.read_bytes())
        for _ in range(generator.randint(1, 4)):
            at = generator.randrange(len(data) + 1)
            kind = generator.randrange(3)
            if kind == 0:
                del data[at:]
            elif kind == 1:
                del data[at : at + generator.randint(1, 200)]
            else:
                data[at:at] = generator.choice([b"\0", b'"', b"\n", b"}", b"]", b"<", b";", b"\xff\xfe", b"\\u00e"])
        (folder / f"{number} Gurli Vestergård{path.suffix}").write_bytes(data)
    runs = run_all(
        tmp_path,
        {
            "score": (["score", folder], ""),
            "inspect": (["inspect", folder, "--json"], ""),
            "redact": (["redact", folder, "--output", "OUT"], ""),
        },
    )
    for name, run in runs.items():
        assert run.code in (0, 1), name
        # Damage can cut a name or a number to what nothing finds; messages, which quote nothing, hold none of it.
        assert leaks(run.told) == [], name
