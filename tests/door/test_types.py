"""By types and imports: what is raw has one way out, and that is `redact`."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import convqa
from convqa.conversation import Speaker, Transcript, Utterance
from convqa.ingest.messages import Facts, Message
from convqa.redaction.findings import read
from convqa.redaction.turns import make_turns

PACKAGE = Path(convqa.__file__).parent
BEFORE_THE_DOOR = ("agents.py", "batch", "cli", "ingest", "inspection.py", "language.py", "pipeline.py", "redaction",
                   "roles", "transcription")  # fmt: skip
RAW = "Gurli Vestergård 010170-1234"


@cache
def trees() -> dict[str, ast.Module]:
    """What each module says."""
    found = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in found}


def named(module: str, *names: str) -> Iterator[str]:
    """The names of `names` that a module speaks of, but in words."""
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.Name) and node.id in names:
            yield node.id
        elif isinstance(node, ast.Attribute) and node.attr in names:
            yield node.attr
        elif isinstance(node, ast.alias) and node.name.rpartition(".")[2] in names:
            yield node.name.rpartition(".")[2]


def made(module: str, *names: str) -> Iterator[str]:
    """The types of `names` that a module makes: by a call, or by handing the type itself to something."""
    calls = [node for node in ast.walk(trees()[module]) if isinstance(node, ast.Call)]
    for call in calls:
        for one in (call.func, *call.args, *(keyword.value for keyword in call.keywords)):
            name = one.id if isinstance(one, ast.Name) else one.attr if isinstance(one, ast.Attribute) else ""
            if name in names:
                yield name


def test_only_redaction_makes_conversations_and_turns() -> None:
    makers = {module for module in trees() if any(made(module, "Conversation", "Turn"))}
    # Rescoring makes them anew from an assessment, whose text is redacted; it knows nothing raw, as the next tests see.
    assert makers == {"redaction/redact.py", "rescoring/rescore.py"}


@pytest.mark.parametrize("name", ["Transcript", "Utterance", "Speaker"])
def test_what_is_raw_is_known_only_before_the_door(name: str) -> None:
    knowing = {module for module in trees() if any(named(module, name))} - {"conversation.py"}
    rest = {module for module in knowing if module.split("/")[0] not in BEFORE_THE_DOOR}
    assert rest <= {"reviews/wording.py"}  # which redacts the questions of a form
    assert knowing


def test_nothing_behind_the_door_imports_what_is_before_it() -> None:
    raw = ("convqa.ingest", "convqa.roles", "convqa.language", "convqa.pipeline", "convqa.transcription")
    behind = ("classify", "scoring", "coaching", "report", "calibration", "store",
              "assessment.py", "drift.py", "rubric.py")  # fmt: skip
    for module, tree in trees().items():
        if module.split("/")[0] in behind:
            imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert [one for one in imports if one.startswith(raw)] == [], module


def test_there_is_no_other_way_to_write_or_to_send() -> None:
    """Logs, prints, the network and temporary files, wherever they are."""
    modules = (
        "logging",
        "socket",
        "urllib",
        "http",
        "requests",
        "subprocess",
        "syslog",
        "tempfile",
        "shelve",
        "pickle",
    )
    found: set[tuple[str, str]] = set()
    for module, tree in trees().items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {(module, name) for name in names if name.partition(".")[0] in modules or name == "pyarrow.fs"}
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("print", "breakpoint")
            ):
                found.add((module, node.func.id))
    assert found == {
        ("report/sample.py", "tempfile"),
        ("filesystems.py", "pyarrow.fs"),  # a store, if the user names one
        ("filesystems.py", "urllib.parse"),
        ("batch/ray.py", "logging"),  # only to have Ray say less
        ("batch/ray.py", "socket"),  # whether a cluster answers, if the user names one
        ("hosts.py", "logging"),  # that a process died: numbers
        ("cli/logs.py", "logging"),  # what a run does: numbers and masked paths
    }


def test_files_are_opened_to_write_in_few_places() -> None:
    writers = set()
    for module, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = [
                one.value for one in [*node.args, *(k.value for k in node.keywords)] if isinstance(one, ast.Constant)
            ]
            modes = [one for one in words if isinstance(one, str) and 0 < len(one) <= 3 and set(one) & set("wax+")]
            if name in ("write_text", "write_bytes", "save", "ParquetWriter") or (name in ("open", "fdopen") and modes):
                writers.add(module)
    assert writers == {
        "batch/loading.py",  # into the store
        "cli/calibrate.py",  # a site's calibration: figures
        "cli/evaluate.py",  # figures
        "cli/rescore.py",  # figures
        "cli/store.py",  # figures
        "folders.py",  # the results of a large run: records
        "privacy/papers.py",  # settings and figures
        "report/html.py",
        "report/json_lines.py",
        "report/tables.py",
        "report/workbook.py",
        "report/writers.py",
        "store/writer.py",  # entries, into a store
        "transcription/folder.py",
    }


def test_no_repr_shows_what_was_said() -> None:
    speaker = Speaker(key="s1", name=RAW, identifier=RAW)
    utterance = Utterance(speaker="s1", text=RAW)
    transcript = Transcript(
        id=RAW, source=RAW, speakers=(speaker,), utterances=(utterance,), customer=RAW, agent=RAW, id_given=True
    )
    raw = [
        speaker, utterance, transcript,
        Message(text=RAW, name=RAW, identifier=RAW, voice=RAW), Facts(id=RAW, customer=RAW),
        *make_turns(transcript), read([RAW], convqa.conversation.Language.DA),
    ]  # fmt: skip
    assert [one for one in raw if "Gurli" in repr(one) or "1234" in repr(one)] == []


def test_the_runtime_is_told_to_send_nothing_before_it_is_loaded() -> None:
    first = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    assert [node.names[0].name for node in ast.walk(first) if isinstance(node, ast.Import | ast.ImportFrom)] == ["os"]
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
