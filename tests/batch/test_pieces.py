from __future__ import annotations

import errno
import io
import json
import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from convqa.batch import assess_all
from convqa.batch.pieces import Settings, assess_piece, done_already, name_pieces, processor
from convqa.batch.results import finished, read_results
from convqa.batch.shards import Shard, plan
from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import find_all, read
from convqa.ingest.sources import Source
from convqa.pipeline import Pipeline
from convqa.report.records import to_line
from tests.batch.clustered import SECRET, load_reader, planned, write_chats


def test_pieces_in_any_order_and_twice_give_what_one_machine_gives(tmp_path: Path) -> None:
    chats = write_chats(tmp_path / "in.jsonl", 60)
    work, pieces = planned(str(chats), tmp_path / "out", size=1_500)
    assert len(pieces) > 8
    done = [assess_piece(piece, work, work.load()) for piece in [*reversed(pieces), *pieces[::3]]]
    here = list(assess_all(read([str(chats)]), load_reader().pipeline.assess, workers=2))
    lines = sorted(to_line(one.entry.assessment) for one in read_results(work.into))
    assert lines == sorted(to_line(one) for one in here if not isinstance(one, InputError))
    errors = [str(error) for one, piece in zip(reversed(done[: len(pieces)]), pieces, strict=True)
              for error in one.errors(piece)]  # fmt: skip
    assert errors == [str(one) for one in here if isinstance(one, InputError)]
    assert [done_already(work.into, piece) for piece in reversed(pieces)] == done[: len(pieces)]


def test_what_is_kept_of_failures_quotes_nothing(tmp_path: Path) -> None:
    write_chats(tmp_path / f"{SECRET}.jsonl", 3)
    work, (piece,) = planned(str(tmp_path / f"{SECRET}.jsonl"), tmp_path / "out", size=10_000)
    done = assess_piece(piece, work, work.load())
    assert len(done.failures) == 1
    (marker,) = (tmp_path / "out" / "_done").iterdir()
    assert "Gurli" not in marker.read_text(encoding="utf-8")


def test_what_could_not_be_read_at_all_is_tried_again(tmp_path: Path) -> None:
    chats = write_chats(tmp_path / "in.jsonl", 3)
    work, (piece,) = planned(str(chats), tmp_path / "out", size=10_000)
    assert done_already(work.into, piece) is None
    chats.unlink()
    gone = assess_piece(piece, work, work.load())
    assert [str(error) for error in gone.errors(piece)] == [
        f"{chats}: it was here and is gone; put it back, or leave it out."
    ]
    assert not gone.is_settled
    assert done_already(work.into, piece) == gone


class _Lost(io.RawIOBase):
    """A file whose connection is lost after so many bytes."""

    def __init__(self, file: BinaryIO, after: int) -> None:
        self._file, self._left = file, after

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        read = self._file.read(min(len(buffer), 512))
        self._left -= len(read)
        if self._left < 0:
            raise OSError(errno.ECONNRESET, "Connection reset by peer")
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self._file.close()
        super().close()


def test_a_connection_that_is_lost_in_the_middle_settles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = write_chats(tmp_path / "in.jsonl", 60)
    work, (piece,) = planned(str(chats), tmp_path / "out", size=10_000_000)
    whole = assess_piece(piece, replace(work, into=str(tmp_path / "whole")), work.load())
    real, opened = Source._open, [0]

    def lose(source: Source) -> BinaryIO:
        opened[0] += 1
        return io.BufferedReader(_Lost(real(source), 6_000), 512) if opened[0] == last else real(source)

    monkeypatch.setattr(Source, "_open", lose)
    last = -1
    assess_piece(piece, replace(work, into=str(tmp_path / "counted")), work.load())
    last, opened[0] = opened[0], 0
    lost = assess_piece(piece, work, work.load())
    monkeypatch.undo()
    assert 0 < lost.assessments < whole.assessments
    assert "connection reset by peer" in lost.failures[-1]["problem"]
    assert not lost.is_settled
    assert done_already(work.into, piece) == lost
    again = assess_piece(piece, work, work.load())
    assert again == whole
    assert again.is_settled
    assert len(list(read_results(work.into))) == whole.assessments


def test_what_is_wrong_in_a_conversation_settles_and_what_the_system_refuses_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, (piece,) = planned(str(write_chats(tmp_path / "in.jsonl", 3)), tmp_path / "out", size=10_000)
    done = assess_piece(piece, work, work.load())
    assert (len(done.failures), done.is_settled) == (1, True)
    real = Pipeline.assess_fully

    def refuse(pipeline: Pipeline, transcript: Transcript) -> object:
        if transcript.id == "c1":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(pipeline, transcript)

    monkeypatch.setattr(Pipeline, "assess_fully", refuse)
    full = assess_piece(piece, work, work.load())
    assert (full.assessments, len(full.failures), full.is_settled) == (2, 2, False)


def test_pieces_of_a_version_that_did_not_say_what_may_pass_are_read(tmp_path: Path) -> None:
    work, (piece,) = planned(str(write_chats(tmp_path / "in.jsonl", 3)), tmp_path / "out", size=10_000)
    assess_piece(piece, work, work.load())
    told = dict(finished(work.into, piece.name) or {})
    told["failures"] = [{name: one[name] for name in ("line", "problem", "remedy")} for one in told["failures"]]
    (marker,) = (tmp_path / "out" / "_done").iterdir()
    marker.write_text(json.dumps(told), encoding="utf-8")
    done = done_already(work.into, piece)
    assert done is not None
    assert done.is_settled


def test_that_an_error_may_pass_is_told_to_other_processes() -> None:
    error = InputError(source="a", problem="b", remedy="c", passing=True)
    assert pickle.loads(pickle.dumps(error)).passing  # noqa: S301 - our own


def test_a_name_hangs_on_the_file_and_on_all_that_moves_results(tmp_path: Path) -> None:
    settings = Settings.of(load_reader(), "")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        os.utime(write_chats(tmp_path / name / "in.jsonl", 3), (1, 1))

    def names(settings: Settings) -> list[str]:
        found = plan(find_all([str(tmp_path / name / "in.jsonl") for name in ("a", "b")]))
        return [piece.name for piece in name_pieces([one for one in found if isinstance(one, Shard)], settings)]

    assert names(settings) == names(settings)
    others = [replace(settings, **{name: "another"}) for name in Settings.__slots__]
    assert len({name for one in [settings, *others] for name in names(one)}) == 2 * (1 + len(others))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("convqa", "version of convqa"),
        ("model", "model or calibration"),
        ("redactor", "finder of names"),
        ("rubric", "rubric"),
        ("key", "site key"),
    ],
)
def test_another_machine_must_make_the_same(name: str, told: str) -> None:
    settings = Settings.of(load_reader(), "")
    settings.check(settings)
    with pytest.raises(UsageError, match=f"has another {told} than the one that began the run"):
        settings.check(replace(settings, **{name: "another"}))


@pytest.mark.parametrize(
    ("flags", "kind"),
    [
        ("fpu sse2 avx fma avx2", "x86-64 with AVX2"),
        ("fpu avx fma avx2 avx512f avx512_vnni", "x86-64 with AVX2"),
        ("fpu sse2 avx", "Old Processor"),
    ],
)
def test_processors_with_avx2_are_of_one_kind(tmp_path: Path, flags: str, kind: str) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text(f"processor\t: 0\nmodel name\t: Old Processor\nflags\t\t: {flags}\n\nprocessor\t: 1\n")
    assert processor(told) == kind
