from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Convqa = Callable[..., Result]


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_table_alone_is_printed_without_outputs(convqa: Convqa, calls: Path) -> None:
    result = convqa("score", calls)
    assert result.exit_code == 0
    assert "chat-0" in result.stdout
    assert result.stderr == ""
    assert not list(calls.parent.glob("*.*"))


def test_every_output_is_written(convqa: Convqa, calls: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = [f"--{name}={out / name}" for name in ("output", "csv", "xlsx", "parquet", "report")]
    result = convqa("score", calls, *options)
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["csv", "output", "parquet", "report", "xlsx"]
    assert len(records(out / "output")) == 10
    assert len((out / "csv").read_text(encoding="utf-8-sig").splitlines()) == 11


def test_quiet_prints_nothing(convqa: Convqa, calls: Path, tmp_path: Path) -> None:
    result = convqa("score", calls, "--quiet", "--output", tmp_path / "out.jsonl")
    assert (result.exit_code, result.output) == (0, "")


def test_records_on_standard_output_are_alone_there(convqa: Convqa, calls: Path) -> None:
    result = convqa("score", calls, "--output", "-")
    assert [json.loads(line)["conversation"]["source"] for line in result.stdout.splitlines()] == [
        f"chat-{number}.txt" for number in range(10)
    ]


def test_standard_input_is_read(convqa: Convqa, calls: Path) -> None:
    text = (calls / "chat-3.txt").read_bytes()
    result = convqa("score", "-", "--output", "-", stdin=text)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["conversation"]["source"] == "-"


def test_options_reach_the_steps(convqa: Convqa, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(
        "tråd;hvem;ord\n7;Kunde;Hvor er min søde pakke?\n7;Agent;Den kommer på lørdag.\n".encode("cp1252")
    )
    key = tmp_path / "key"
    key.write_text("a secret of sufficient length", encoding="utf-8")
    result = convqa(
        "score", table, "--output", "-", "--map", "conversation=tråd,speaker=hvem,text=ord", "--encoding", "cp1252",
        "--language", "nb", "--channel", "chat", "--feedback-language", "sv", "--key-file", key,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert (record["conversation"]["language"], record["conversation"]["channel"]) == ("nb", "chat")
    assert record["turns"][0]["text"] == "Hvor er min søde pakke?"
    other = json.loads(convqa("score", table, "--output", "-", "--language", "nb", "--map",
                              "conversation=tråd,speaker=hvem,text=ord").stdout)  # fmt: skip
    assert other["turns"][1]["agent_id"] != record["turns"][1]["agent_id"]


def test_the_agent_of_a_folder_can_be_stated(convqa: Convqa, calls: Path) -> None:
    def agents(*options: str) -> list[str]:
        result = convqa("score", calls, "--output", "-", *options)
        return [json.loads(line)["scorecards"][0]["agent_id"] for line in result.stdout.splitlines()]

    unknown, stated = agents(), agents("--agent", "M-7")
    assert len(set(unknown)) == 10
    assert all(agent.startswith("unknown-") for agent in unknown)
    assert len(set(stated)) == 1
    assert not stated[0].startswith("unknown-")
    assert convqa("score", calls, "--agent", " ").exit_code == 2


def test_unknown_agents_are_marked_in_the_table(convqa: Convqa, calls: Path) -> None:
    assert "? an agent whom the source does not name" in convqa("score", calls).stdout
    assert "? an agent" not in convqa("score", calls, "--agent", "M-7").stdout


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "broken.jsonl": (
        b'{"id": "good", "turns": [{"role": "agent", "text": "Hello, how can I help you today?"},'
        b' {"role": "customer", "text": "Where is my parcel, please?"}]}\n{"id": "bad", "turns": [\n',
        "broken.jsonl:2",
    ),
    "columns.csv": (b"alpha,beta\n1,2\n", "columns.csv"),
    "german.txt": (
        "Agent: Guten Tag, wie kann ich Ihnen heute helfen?\nKunde: Ich warte seit drei Wochen auf meine "
        "Bestellung und habe noch nichts davon gehört.\n".encode(),
        "German",
    ),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.xlsx"),
}


@pytest.mark.parametrize("workers", [1, 3])
def test_bad_input_gets_a_sentence_each_and_the_rest_is_scored(
    convqa: Convqa, calls: Path, tmp_path: Path, workers: int
) -> None:
    for name, (content, _) in BAD.items():
        (calls / name).write_bytes(content)
    out = tmp_path / "out.jsonl"
    result = convqa("score", calls, "--output", out, "--workers", workers)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    *sentences, closing = re.sub(r" \(input \d+ of \d+\)", "", result.stderr).splitlines()
    assert len(sentences) == len(BAD)
    for name, (_, mention) in BAD.items():
        (sentence,) = [sentence for sentence in sentences if name in sentence]
        assert mention in sentence
        assert sentence.endswith(".")
    assert closing == "6 inputs could not be scored and are listed above; 11 conversations were scored."
    assert {record["conversation"]["source"] for record in records(out)} == {
        "broken.jsonl", *(f"chat-{number}.txt" for number in range(10))
    }  # fmt: skip


def test_a_run_in_which_all_fails_still_ends_well(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    result = convqa("score", tmp_path / "in", "--report", tmp_path / "report.html", "--csv", tmp_path / "table.csv")
    assert result.exit_code == 1
    assert result.stderr.endswith("listed above; 0 conversations were scored.\n")
    assert (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["{calls}", "--language", "xx"], "--language"),
        (["{calls}", "--workers", "0"], "--workers"),
        (["{calls}", "--encoding", "klingon"], "encoding"),
        (["{calls}", "--map", "speaker"], "map"),
        (["{calls}", "--map", "shoe=size"], "shoe"),
        (["{calls}", "--rubric", "{calls}/chat-0.txt"], "TOML"),
        (["{calls}", "--key-file", "{short}"], "16 bytes"),
        (["{calls}", "--csv", "{calls}/chat-0.txt"], "choose"),
        (["{calls}", "--csv", "{short}/out.csv"], "cannot write"),
        (["{calls}", "--output", "{calls}"], "director"),
        (["{calls}/nothing-here"], "Nothing matches"),
        (["{calls}", "--unknown"], "No such option"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(
    convqa: Convqa, calls: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    short = tmp_path / "short"
    short.write_text("too short", encoding="utf-8")
    result = convqa("score", *(argument.format(calls=calls, short=short) for argument in arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_model_that_is_not_there_is_a_wrong_call(tmp_path: Path, calls: Path) -> None:
    from click.testing import CliRunner

    from convqa.cli import main

    result = CliRunner().invoke(main, ["score", str(calls), "--model", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert "there is no such model folder" in result.stderr


def test_a_wrong_call_leaves_former_results_alone(convqa: Convqa, calls: Path, tmp_path: Path) -> None:
    former = tmp_path / "out.jsonl"
    former.write_text("kept", encoding="utf-8")
    convqa("score", calls, "--output", former, "--map", "shoe=size")
    assert former.read_text(encoding="utf-8") == "kept"
    assert not list(tmp_path.glob("*.partial"))


def test_the_same_bytes_whatever_the_order_and_the_number_of_workers(
    convqa: Convqa, calls: Path, tmp_path: Path
) -> None:
    files = sorted(calls.iterdir())
    written = set()
    orders = (files, files, files[::-1], files[1::2] + files[::2])
    for number, (order, workers) in enumerate(zip(orders, (1, 1, 2, 5), strict=True)):
        out = {name: tmp_path / f"{number}.{name}" for name in ("output", "csv", "xlsx", "parquet", "report")}
        result = convqa("score", *order, "--workers", workers, *(f"--{name}={path}" for name, path in out.items()))
        written.add((result.stdout, *(path.read_bytes() for path in out.values())))
    assert len(written) == 1


def test_a_result_does_not_depend_on_its_neighbours(convqa: Convqa, calls: Path) -> None:
    together = convqa("score", calls, "--output", "-").stdout.splitlines()
    alone = [convqa("score", path, "--output", "-").stdout.rstrip("\n") for path in sorted(calls.iterdir())]
    assert together == alone


def test_schema_describes_the_records(convqa: Convqa) -> None:
    result = convqa("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "convqa.assessment/1"


def test_version(convqa: Convqa) -> None:
    assert re.fullmatch(r"convqa \d+\.\d+\.\d+\n", convqa("--version").stdout)
