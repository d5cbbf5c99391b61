from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from convqa.cli.inspection_blocks import KIND_WORDS, MAX_SPEAKERS
from convqa.ingest import KINDS

ROOT = Path(__file__).parents[2]
CONTACT_LENS = ROOT / "tests" / "ingest" / "formats" / "samples" / "contact-lens"
Convqa = Callable[..., Result]


def facts(result: Result) -> dict[str, list[str]]:
    """The lines of the only block, by their first word; lines without one go on with the fact before."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in result.stdout.split("\n\n")[0].splitlines()[1:]:
        name = line[2:10].strip() or name
        found.setdefault(name, []).append(" ".join(line[12:].split()))
    return found


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_recognised_export_is_told_fact_by_fact(convqa: Convqa) -> None:
    result = convqa("inspect", CONTACT_LENS / "chat.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("chat.json\n")
    assert facts(result) == {
        "id": ["chat-9"],
        "format": ["contact-lens: Amazon Connect Contact Lens, and chat transcripts of", "Amazon Connect"],
        "language": ["sv, stated by the source"],
        "channel": ["chat"],
        "speakers": [
            "speaker 1 bot 1.00 sure 1 turn stated by the source",
            "speaker 2 customer 1.00 sure 2 turns stated by the source",
            "speaker 3 agent 1.00 sure 1 turn stated by the source",
            "speaker 4 agent 1.00 sure 1 turn stated by the source",
        ],
        "length": ["5 turns of 5 utterances"],
        "time": ["2026-05-04T09:00:01+00:00, 0:00 to 2:29"],
        "left out": ["event 1, not plain text 1, attachment only 1"],
        "agents": ["2 without an id or a name, so unknown beyond this conversation"],
    }
    assert result.stdout.endswith("\n\n1 conversation: contact-lens 1\n")


def test_doubts_are_told(convqa: Convqa) -> None:
    export = CONTACT_LENS.parent / "genesys" / "consult-overlap.json"
    assert facts(convqa("inspect", export))["doubts"] == ["it is uncertain which agent said what"]
    assert lines(convqa("inspect", export, "--json"))[0]["doubts"] == ["agents"]


def test_one_stated_agent_that_could_be_two_is_a_doubt(convqa: Convqa) -> None:
    found = facts(convqa("inspect", CONTACT_LENS / "chat.json", "--agent", "M-7"))
    assert found["agents"] == ["2 without an id or a name, so unknown beyond this conversation"]
    assert found["doubts"] == ["it is uncertain which agent said what"]


def test_a_guessed_file_is_told_as_guessed(convqa: Convqa, calls: Path) -> None:
    found = facts(convqa("inspect", calls / "chat-0.txt"))
    assert found["id"] == ["chat-0 (made from the file's name)"]
    assert found["format"] == ["guessed (plain text)"]
    assert found["language"] == ["en, found in the text, 1.00 sure"]
    assert found["channel"] == found["time"] == ["not stated"]
    assert found["speakers"][0] == "speaker 1 agent 0.99 sure 2 turns named 'agent'"
    assert found["left out"] == ["not counted"]
    assert found["agents"] == [
        "1 without an id or a name, so unknown beyond this conversation;",
        "--agent ID says who it is",
    ]


@pytest.mark.parametrize(("written", "code"), [("no", "nb"), ("Dansk", "da"), ("sv-SE", "sv"), ("NN", "nn")])
def test_a_language_may_be_written_as_sources_write_it(convqa: Convqa, calls: Path, written: str, code: str) -> None:
    result = convqa("inspect", calls / "chat-0.txt", "--language", written)
    assert facts(result)["language"] == [f"{code}, stated by --language"]


def test_what_the_user_states_is_told_as_theirs(convqa: Convqa, tmp_path: Path) -> None:
    table = tmp_path / "log.csv"
    table.write_text("tråd,hvem,ord\n7,Kunde,Hvor er min pakke?\n7,Agent,Den kommer på lørdag.\n", encoding="utf-8")
    result = convqa(
        "inspect", table, "--map", "conversation=tråd,speaker=hvem,text=ord", "--language", "nb", "--channel", "email"
    )
    found = facts(result)
    assert found["id"] == ["7"]
    assert found["format"] == ["by your map (table)"]
    assert found["language"] == ["nb, stated by --language"]
    assert found["channel"] == ["email, stated by --channel"]


def test_a_map_is_not_named_where_it_was_of_no_use(convqa: Convqa, calls: Path) -> None:
    result = convqa("inspect", calls / "chat-0.txt", "--map", "speaker=hvem")
    assert facts(result)["format"] == ["guessed (plain text)"]


def test_programs_get_an_object_a_line(convqa: Convqa) -> None:
    (found,) = lines(convqa("inspect", "--json", CONTACT_LENS / "chat.json"))
    speakers = found.pop("speakers")
    assert found == {
        "source": "chat.json",
        "id": "chat-9",
        "id_given": True,
        "basis": "recognised",
        "format": "contact-lens",
        "kind": "json",
        "language": "sv",
        "language_certainty": None,
        "channel": "chat",
        "started_at": "2026-05-04T09:00:01+00:00",
        "start_s": 0.0,
        "end_s": 149.0,
        "utterances": 5,
        "turns": 5,
        "skipped": {"event": 1, "not plain text": 1, "attachment only": 1},
        "unknown_agents": 2,
        "doubts": [],
        "speech": None,
        "recording": None,
    }
    assert speakers[1] == {
        "role": "customer", "certainty": 1.0, "reason": "stated by the source", "utterances": 2, "turns": 2
    }  # fmt: skip


@pytest.mark.parametrize("mode", [[], ["--json"]])
def test_what_cannot_be_read_is_listed_as_by_score(convqa: Convqa, calls: Path, mode: list[str]) -> None:
    (calls / "broken.json").write_text('{"turns": [', encoding="utf-8")
    (calls / "Lene Hansen.txt").write_text("Guten Tag, wie geht es Ihnen?", encoding="utf-8")
    result = convqa("inspect", calls, *mode)
    assert result.exit_code == 1
    *sentences, closing = result.stderr.splitlines()
    assert sentences == convqa("score", calls).stderr.splitlines()[:-1]
    assert closing == "2 inputs could not be read and are listed above; 10 conversations were read."


def test_errors_are_among_the_lines_in_their_order(convqa: Convqa, calls: Path) -> None:
    (calls / "chat-3.txt").write_text("", encoding="utf-8")
    (calls / "Lene Hansen.json").write_text('{"turns": [', encoding="utf-8")
    found = lines(convqa("inspect", calls, "--json"))
    assert [line.get("source") for line in found] == [
        None, *(f"chat-{number}.txt" if number != 3 else None for number in range(10))
    ]  # fmt: skip
    assert found[0]["error"]["source"].endswith("].json (input 1 of 11)")
    assert "Lene" not in found[0]["error"]["source"]
    assert found[0]["error"]["line"] == 1
    assert found[4]["error"]["problem"] == "the file is empty"


def test_source_and_id_are_those_of_the_record(convqa: Convqa, tmp_path: Path, calls: Path) -> None:
    named = tmp_path / "Lene Hansen 20123456.txt"
    named.write_bytes((calls / "chat-0.txt").read_bytes())
    (found,) = lines(convqa("inspect", named, "--json"))
    conversation = json.loads(convqa("score", named, "--output", "-").stdout)["conversation"]
    assert (found["source"], found["id"]) == (conversation["source"], conversation["id"])
    assert "Lene" not in found["id"]


def test_an_id_cannot_steer_the_terminal(convqa: Convqa, tmp_path: Path) -> None:
    turns = [{"role": "agent", "text": "How can I help you?"}, {"role": "customer", "text": "Where is my parcel?"}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"id": "x\x1b[2J[bold]y", "turns": turns}), encoding="utf-8")
    found = facts(convqa("inspect", path))
    assert found["id"] == ["x\\x1b[2J[bold]y"]
    assert found["format"] == ["the codebook's form (JSON)"]
    assert found["left out"] == ["nothing"]


def test_of_very_many_speakers_the_rest_is_counted(convqa: Convqa, tmp_path: Path) -> None:
    path = tmp_path / "crowd.csv"
    rows = [f"1,Person {chr(65 + number)},Hello and thank you for the help\n" for number in range(25)]
    path.write_text("conversation,speaker,text\n" + "".join(rows), encoding="utf-8")
    speakers = facts(convqa("inspect", path))["speakers"]
    assert len(speakers) == MAX_SPEAKERS + 1
    assert speakers[-1] == "... and 5 more"
    assert len(lines(convqa("inspect", path, "--json"))[0]["speakers"]) == 25


@pytest.mark.parametrize("mode", [[], ["--json"]])
def test_workers_change_nothing(convqa: Convqa, calls: Path, mode: list[str]) -> None:
    assert convqa("inspect", calls, *mode, "--workers", 1).output == convqa("inspect", calls, *mode).output


def test_lines_fit_a_terminal_of_80_columns(convqa: Convqa) -> None:
    result = convqa("inspect", ROOT / "data" / "samples", CONTACT_LENS)
    assert max(map(len, result.stdout.splitlines())) == 80


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["{calls}", "--language", "xx"], "--language"),
        (["{calls}", "--map", "shoe=size"], "shoe"),
        (["{calls}/nothing-here"], "Nothing matches"),
        (["{calls}", "--model", "x"], "No such option"),
    ],
)
def test_a_wrong_call_of_inspect_is_exit_code_2(
    convqa: Convqa, calls: Path, arguments: list[str], message: str
) -> None:
    result = convqa("inspect", *(argument.format(calls=calls) for argument in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_every_kind_has_its_word() -> None:
    assert KIND_WORDS.keys() == KINDS.keys()


def test_which_file_a_message_means_is_said_when_asked(convqa: Convqa, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    (folder / "a").mkdir(parents=True)
    for name in ("chat.txt", "a/lene-holm-4471209.json", "notes.md", ".hidden.txt", "z-[1].json"):
        (folder / name).touch()
    told = convqa("score", folder).stderr
    assert "a/lene" not in told
    assert "a/[PERSON_1]-[NUMBER_1].json (input 1 of 3): the file is empty" in told
    paths = [convqa("inspect", folder, "--input", number).stdout for number in (1, 2, 3)]
    assert paths == [f"{folder}/{name}\n" for name in ("a/lene-holm-4471209.json", "chat.txt", "z-[1].json")]
    wrong = convqa("inspect", folder, "--input", 4)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "--input 4: there are 3 inputs; name them as in the call that told of it." in wrong.stderr
