"""A file is in the folder whole or not at all, is found again, and never takes another's place."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from convqa.errors import UsageError
from convqa.transcription import Folder, Form, Origin, render
from convqa.transcription.forms import heading
from tests.transcription.conftest import ORIGIN, call, prepared

FORMS = pytest.mark.parametrize("form", list(Form))
OTHER = Origin(name="hmac-sha256:22222222", content=ORIGIN.content, settings=ORIGIN.settings)


def text(origin: Origin, form: Form = Form.VTT) -> str:
    return heading(origin, form) + render(call(), prepared(call()), origin, form)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@FORMS
def test_what_was_written_is_found_again(tmp_path: Path, form: Form) -> None:
    folder = Folder(tmp_path / "out", form, private=False)
    folder.write("day 1/[PERSON_1] 7~50afc167", ORIGIN, text(ORIGIN, form))
    folder.close()
    assert files(tmp_path / "out") == [f"day 1/[PERSON_1] 7~50afc167.{form}"]
    again = Folder(tmp_path / "out", form, private=False)
    assert ORIGIN in again
    assert replace(ORIGIN, content="another") not in again
    assert replace(ORIGIN, settings="another") not in again
    assert OTHER not in again
    assert again.knows(ORIGIN.name)
    assert not again.knows(OTHER.name)
    again.close()


def test_a_form_does_not_stand_for_the_other(tmp_path: Path) -> None:
    for form in Form:
        folder = Folder(tmp_path, form, private=False)
        assert ORIGIN not in folder
        folder.write("call", ORIGIN, text(ORIGIN, form))
        folder.close()
    assert files(tmp_path) == ["call.json", "call.jsonl", "call.txt", "call.vtt"]


def test_a_changed_recording_takes_the_place_of_its_older_self(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Form.VTT, private=False)
    folder.write("call", ORIGIN, text(ORIGIN))
    changed = replace(ORIGIN, content="hmac-sha256:3333")
    folder.write("call", changed, text(changed))
    assert files(tmp_path) == ["call.vtt"]
    assert changed in folder
    assert ORIGIN not in folder
    folder.write("another-name", changed, text(changed))  # a language found anew can change what is redacted
    assert files(tmp_path) == ["another-name.vtt"]
    folder.close()


def test_two_recordings_of_one_name_stay_two(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Form.VTT, private=False)
    folder.write("call", ORIGIN, text(ORIGIN))
    folder.write("call", OTHER, text(OTHER))
    assert files(tmp_path) == ["call.vtt", "call~22222222.vtt"]
    folder.close()
    again = Folder(tmp_path, Form.VTT, private=False)
    assert ORIGIN in again
    assert OTHER in again
    again.write("call", OTHER, text(OTHER))
    assert files(tmp_path) == ["call.vtt", "call~22222222.vtt"]
    again.close()


@pytest.mark.parametrize("content", ["WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHej", "", "{}"])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "call.vtt").write_text(content, encoding="utf-8")
    folder = Folder(tmp_path, Form.VTT, private=False)
    written = folder.write("call", ORIGIN, text(ORIGIN))
    assert (tmp_path / "call.vtt").read_text(encoding="utf-8") == content
    assert written.name.startswith("call~")
    folder.close()


def test_a_very_long_name_is_cut(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Form.VTT, private=False)
    written = folder.write("ø" * 126, ORIGIN, text(ORIGIN))
    assert len(written.name.encode()) < 230
    assert "~" in written.name
    folder.close()


@pytest.mark.parametrize(
    ("conversation_id", "place"),
    [("//calls/call", "calls/call.vtt"), ("../../call", "call.vtt"), ("a//b/./call", "a/b/call.vtt"), ("/", "~")],
)
def test_no_id_leads_out_of_the_folder(tmp_path: Path, conversation_id: str, place: str) -> None:
    folder = Folder(tmp_path / "out", Form.VTT, private=False)
    written = folder.write(conversation_id, ORIGIN, text(ORIGIN))
    assert written.relative_to(tmp_path / "out").as_posix().startswith(place)
    folder.close()


def test_private_files_are_for_the_user_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Form.VTT, private=True)
    assert stat.S_IMODE(folder.write("call", ORIGIN, text(ORIGIN)).stat().st_mode) == 0o600
    folder.close()


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = ["day/.notes", "day/call.txt.partial", ".hidden.vtt", "day/x.partial"]
    for name in (*kept, "day/.call.vtt.partial", ".call.json.partial"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    Folder(tmp_path, Form.VTT, private=False).close()
    assert files(tmp_path) == sorted(kept)


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path, Form.VTT, private=False)
    with pytest.raises(UsageError, match="another run"):
        Folder(tmp_path, Form.JSON, private=False)
    folder.close()
    Folder(tmp_path, Form.JSON, private=False).close()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot write"):
        Folder(tmp_path / "file" / "in", Form.VTT, private=False)
    folder = Folder(tmp_path, Form.VTT, private=False)
    with pytest.raises(UsageError, match="cannot write"):
        folder.write("file/call", ORIGIN, text(ORIGIN))
    folder.close()


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Files of one process cannot grow beyond a limit: to it the disk is full."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from convqa.errors import UsageError\n"
        "from convqa.transcription import Folder, Form\n"
        "from tests.transcription.conftest import ORIGIN\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "folder = Folder(Path(sys.argv[1]), Form.VTT, private=False)\n"
        "folder.write('small', ORIGIN, 'x')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: folder.write('call', ORIGIN, 'x' * 1_000_000)\n"
        "except UsageError as error: print(error)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
        cwd=root,
    )
    assert done.stdout.startswith(f"cannot write {tmp_path}/call.vtt: File too large"), done.stderr
    assert files(tmp_path) == ["small.vtt"]
