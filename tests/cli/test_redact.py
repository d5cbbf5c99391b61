"""`convqa redact`: what it writes, what reads it back, and what a second run makes of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from convqa.conversation import Conversation, Transcript
from convqa.ingest import read
from convqa.models import find_names
from convqa.pipeline import prepare
from convqa.redaction import load_redactor
from convqa.redaction.leak import leak_sentence
from tests.sounds import talk, write_call

Convqa = Callable[..., Result]
REDACTOR = load_redactor(find_names())

CHAT = """Agent: Hej, du taler med Jonas. Hvad hedder du?
Kunde: Jeg hedder Lene Holm, og mit nummer er 20 12 34 56.
Agent: Tak, Lene. Jeg har sendt en ny pakke til dig i dag.
Kunde: Tusind tak for hjælpen.
"""


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def conversations(folder: Path) -> list[Conversation]:
    found = [one for one in read([str(folder)]) if isinstance(one, Transcript)]
    return sorted((prepare(one, REDACTOR) for one in found), key=lambda one: (one.id, one.turns[0].text))


def told(conversation: Conversation) -> list[Any]:
    """What has to be the same after a file was written and read."""
    turns = [(turn.role, turn.text, turn.agent_id, turn.start_s, turn.end_s) for turn in conversation.turns]
    return [
        conversation.id,
        conversation.language,
        conversation.channel,
        conversation.started_at,
        conversation.doubts,
        conversation.role_certainty,
        turns,
    ]


@pytest.fixture
def exports(tmp_path: Path, samples: Path) -> Path:
    """Vendor exports, tables, subtitles and text."""
    folder = tmp_path / "exports"
    shutil.copytree(samples, folder)
    formats = Path(__file__).parents[1] / "ingest" / "formats" / "samples"
    for place in ("contact-lens/chat.json", "genesys/bot-and-message.json", "twilio/with-transcript.json"):
        (folder / place).parent.mkdir(exist_ok=True)
        shutil.copy(formats / place, folder / place)
    return folder


def test_json_lines_are_read_back_as_the_source_is(convqa: Convqa, exports: Path, tmp_path: Path) -> None:
    done = convqa("redact", exports, "--output", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ours, right = conversations(tmp_path / "out"), conversations(exports)
    assert len(ours) > 20
    assert list(map(told, ours)) == list(map(told, right))


def test_scored_from_the_folder_it_is_the_same(convqa: Convqa, samples: Path, tmp_path: Path) -> None:
    assert convqa("redact", samples, "--output", tmp_path / "out").exit_code == 0
    cards = []
    for place in (samples, tmp_path / "out"):
        assert convqa("score", place, "--output", tmp_path / "records.jsonl", "--quiet").exit_code == 0
        records = map(json.loads, (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines())
        scores = {record["conversation"]["id"]: (record["turns"], record["scorecards"]) for record in records}
        for _, found in scores.values():
            for card in found:  # of several wordings one is chosen by the hash
                del card["feedback"]
        cards.append(scores)
    assert cards[0] == cards[1]


def test_what_was_redacted_stays_as_it_is(convqa: Convqa, exports: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    assert convqa("redact", exports, "--output", once).exit_code == 0
    done = convqa("redact", once, "--output", twice)
    assert done.exit_code == 0
    assert "\nReplaced: nothing.\n" in done.stdout
    assert list(map(told, conversations(twice))) == list(map(told, conversations(once)))
    assert files(twice) == files(once)


def test_a_second_run_gives_the_same_files_and_no_more(convqa: Convqa, exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for form in ("jsonl", "txt"):
        convqa("redact", exports, "--output", out, "--to", form, "--workers", "1")
    before = {name: (out / name).read_bytes() for name in files(out)}
    for form in ("jsonl", "txt"):
        assert convqa("redact", exports, "--output", out, "--to", form, "--workers", "3").exit_code == 0
    assert {name: (out / name).read_bytes() for name in files(out)} == before


def test_what_is_printed(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    done = convqa("redact", tmp_path / "chat.txt", "--output", tmp_path / "out")
    assert done.stdout == (
        f"1 conversation was written to {tmp_path}/out.\nReplaced: 3 PERSON, 1 PHONE.\n{leak_sentence()}\n"
    )
    assert convqa("redact", tmp_path / "chat.txt", "--output", tmp_path / "out", "--quiet").output == ""


def test_plain_text_reads_well_and_is_read_back(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text(f"# A-1\n{CHAT}\n# A-2\n{CHAT}", encoding="utf-8")
    assert convqa("redact", tmp_path / "two.txt", "--output", tmp_path / "out", "--to", "txt").exit_code == 0
    text = (tmp_path / "out" / "two.txt").read_text(encoding="utf-8")
    assert text.startswith("# convqa transcript 1\n# personal data: replaced")
    assert "\n# A-1\n\nAgent: Hej, du taler med [PERSON_1]. Hvad hedder du?\nCustomer: Jeg hedder [PERSON_2]," in text
    found = [one for one in read([str(tmp_path / "out" / "two.txt")]) if isinstance(one, Transcript)]
    assert [one.id for one in found] == ["A-1", "A-2"]
    texts = [[utterance.text for utterance in one.utterances] for one in found]
    assert texts == [[turn.text for turn in one.turns] for one in conversations(tmp_path / "two.txt")]


def test_subtitles_are_a_file_a_conversation(convqa: Convqa, samples: Path, tmp_path: Path) -> None:
    done = convqa("redact", samples / "messages.csv", samples / "call.vtt", "--output", tmp_path / "out", "--to", "vtt")
    assert done.exit_code == 0, done.stderr
    assert "call.vtt" in files(tmp_path / "out")
    assert "messages/DK-1001.vtt" in files(tmp_path / "out")
    ours = {one.id: one for one in conversations(tmp_path / "out")}
    for right in [*conversations(samples / "messages.csv"), *conversations(samples / "call.vtt")]:
        assert [turn.text for turn in ours[right.id].turns] == [turn.text for turn in right.turns]
        assert ours[right.id].agent_ids == right.agent_ids


def test_without_times_there_are_no_subtitles(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    done = convqa("redact", tmp_path / "chat.txt", "--output", tmp_path / "out", "--to", "vtt")
    assert done.exit_code == 1
    assert "does not say when things were said" in done.stderr
    assert files(tmp_path / "out") == []


def test_two_conversations_of_one_id_stay_two(convqa: Convqa, tmp_path: Path) -> None:
    chat = {"id": "1", "turns": [{"role": "agent", "text": "Hej, hvad kan jeg hjælpe med?", "start_s": 1}]}
    (tmp_path / "in.jsonl").write_text(f"{json.dumps(chat)}\n{json.dumps(chat)}\n", encoding="utf-8")
    for _ in range(2):
        done = convqa("redact", tmp_path / "in.jsonl", "--output", tmp_path / "out", "--to", "vtt")
        assert "an id that came before" in done.stderr
        assert len(files(tmp_path / "out")) == 2


def test_recordings_are_left_to_transcribe(convqa: Convqa, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_call(folder / "call.wav", talk())
    done = convqa("redact", folder, "--output", tmp_path / "out")
    assert done.exit_code == 2
    assert "convqa transcribe" in done.stderr
    (folder / "chat.txt").write_text(CHAT, encoding="utf-8")
    done = convqa("redact", folder, "--output", tmp_path / "out")
    assert done.exit_code == 0
    assert "1 input is a recording and was left out; convqa transcribe hears them.\n" in done.stdout
    assert files(tmp_path / "out") == ["chat.jsonl"]


def test_a_file_of_somebody_else_is_never_overwritten(convqa: Convqa, tmp_path: Path) -> None:
    chat = json.dumps({"turns": [{"role": "customer", "text": "Jeg hedder Lene Holm, hvor er min pakke?"}]}) + "\n"
    (tmp_path / "chat.jsonl").write_text(chat, encoding="utf-8")
    assert convqa("redact", tmp_path / "chat.jsonl", "--output", tmp_path).exit_code == 0
    assert (tmp_path / "chat.jsonl").read_text(encoding="utf-8") == chat
    assert len(files(tmp_path)) == 2


def test_what_is_damaged_is_listed_and_the_rest_is_written(convqa: Convqa, tmp_path: Path) -> None:
    good = {"turns": [{"role": "customer", "text": "Jeg hedder Lene Holm, hvor er min pakke?"}]}
    lines = [json.dumps(good), '{"turns": [{"role": "customer", "text": "Lene Hol', json.dumps(good)]
    (tmp_path / "Lene Holm.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = convqa("redact", tmp_path / "Lene Holm.jsonl", "--output", tmp_path / "out")
    assert done.exit_code == 1
    assert done.stderr.endswith("1 input could not be redacted and is listed above; 2 conversations were redacted.\n")
    assert "Lene" not in done.output
    [name] = files(tmp_path / "out")
    assert name.startswith("[PERSON_1]~")
    assert len((tmp_path / "out" / name).read_text(encoding="utf-8").splitlines()) == 2


def test_nothing_but_damage_leaves_no_file(convqa: Convqa, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert convqa("redact", tmp_path / "bad.json", "--output", tmp_path / "out").exit_code == 1
    assert files(tmp_path / "out") == []


def test_standard_input(convqa: Convqa, tmp_path: Path) -> None:
    assert convqa("redact", "-", "--output", tmp_path / "out", stdin=CHAT).exit_code == 0
    assert files(tmp_path / "out") == ["stdin.jsonl"]
