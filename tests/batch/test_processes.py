from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from convqa.assessment import Assessment
from convqa.batch import assess_all
from convqa.batch.local import spread as batch_spread
from convqa.batch.processes import MOST_THREADS, Processes
from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.models import find_names
from convqa.pipeline import Classifier, Pipeline
from convqa.redaction import load_redactor
from convqa.report.records import to_line
from convqa.rubric import load_rubric
from tests.batch import spread
from tests.batch.spread import Seen, transcript

SECRET = "Lene Hansen 010170-1234"  # noqa: S105 - a made-up person
Result = Seen | InputError


def run(texts: list[str], workers: int = 9, here: int = 0) -> list[Result]:
    with Processes(spread.load_look, spread.look, workers=workers, here=here) as processes:
        items = [transcript(number, text) for number, text in enumerate(texts)]
        return list(assess_all(items, processes.assess, workers=workers))


def seen(results: list[Result]) -> list[str]:
    return [result.source if isinstance(result, InputError) else result[0] for result in results]


def is_there(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be asked how does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def load_pipeline(classifier: Classifier) -> Callable[[Transcript], Assessment]:
    return Pipeline(classifier=classifier, rubric=load_rubric(), redactor=load_redactor(find_names())).assess


def test_the_same_bytes_as_with_threads(pipeline: Pipeline) -> None:
    items = [transcript(number, f"Hello, this is {SECRET}, order {number}") for number in range(80)]
    threads = [
        to_line(result) for result in assess_all(items, pipeline.assess, workers=2) if isinstance(result, Assessment)
    ]
    load = partial(load_pipeline, pipeline.classifier)
    spread_out = assess_all(items, pipeline.assess, workers=MOST_THREADS + 1, load=load)
    assert [to_line(result) for result in spread_out if isinstance(result, Assessment)] == threads
    assert len(threads) == 80


def test_the_first_are_read_here_and_the_rest_is_spread() -> None:
    results = run(["Hello", "wait 0.4", *["wait 0.05"] * 58], workers=17, here=5)
    assert seen(results) == [f"c{number}" for number in range(60)]
    places = [result[1] for result in results if not isinstance(result, InputError)]
    assert places.count(os.getpid()) == 5
    assert len(set(places)) == 1 + 3
    assert not any(is_there(pid) for pid in set(places) - {os.getpid()})


def test_what_goes_wrong_there_is_told_as_it_is_here() -> None:
    texts = ["Hello", f"fail {SECRET}", "refuse", "Hello"]
    here = list(assess_all([transcript(n, text) for n, text in enumerate(texts)], spread.look, workers=1))
    there = run(texts)
    assert seen(there) == seen(here) == ["c0", "c1.txt", "c2.txt", "c3"]
    assert [str(result) for result in there[1:3]] == [str(result) for result in here[1:3]]
    assert "Lene" not in str(there)
    assert isinstance(there[2], InputError)
    assert (there[2].line, there[2].problem, there[2].remedy) == (3, "nothing to score", "leave it out")


def test_a_conversation_that_ends_processes_is_left_out_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    texts = [*["wait 0.05"] * 8, f"die {SECRET}", *["wait 0.05"] * 20]
    results = run(texts)
    assert seen(results) == [*(f"c{n}" for n in range(8)), "c8.txt", *(f"c{n}" for n in range(9, 29))]
    assert str(results[8]) == (
        "c8.txt:4: a conversation was left out, since the process that read it ended, and a second one too; "
        "the others are read; if memory is short, read it again with fewer --workers."
    )
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    assert "Lene" not in caplog.text


def test_a_process_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    results = run(["Hello", f"once {tmp_path / 'met'}", *["Hello"] * 20])
    assert (tmp_path / "met").exists()
    assert seen(results) == [f"c{number}" for number in range(22)]


def test_processes_that_are_killed_in_mid_run_cost_nothing() -> None:
    killed: set[int] = set()

    def results(processes: Processes[Seen]) -> Iterator[Result]:
        items = [transcript(number, "wait 0.02") for number in range(200)]
        for result in assess_all(items, processes.assess, workers=9):
            yield result
            if (
                not isinstance(result, InputError)
                and len(killed) < 3
                and result[1] not in killed
                and is_there(result[1])
            ):
                os.kill(result[1], signal.SIGKILL)
                killed.add(result[1])

    with Processes(spread.load_look, spread.look, workers=9, here=0) as processes:
        assert seen(list(results(processes))) == [f"c{number}" for number in range(200)]
    assert len(killed) == 3


def test_what_cannot_be_begun_is_done_without(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    items = [transcript(number) for number in range(30)]
    with Processes(spread.load_nothing, spread.look, workers=9, here=2) as processes:
        results = list(assess_all(items, processes.assess, workers=9))
    assert results == [(f"c{number}", os.getpid()) for number in range(30)]
    assert [record.message for record in caplog.records] == [
        "A process that reads conversations could not be begun; the run goes on with less."
    ] * 2
    assert capfd.readouterr() == ("", "")


def test_several_calls_share_processes_until_they_are_over() -> None:
    with batch_spread(spread.look, workers=9, load=spread.load_look) as assess:
        first, then = (
            {one[1] for one in assess_all(map(transcript, range(number)), assess, workers=9) if isinstance(one, tuple)}
            for number in (200, 40)
        )
        assert os.getpid() not in then
        assert then <= first
        assert all(map(is_there, then))
    assert not any(map(is_there, then))


def test_few_workers_need_no_processes() -> None:
    with batch_spread(spread.look, workers=MOST_THREADS, load=spread.load_look) as assess:
        assert assess is spread.look


def test_stopping_early_ends_them() -> None:
    items = (transcript(number, "wait 0.01") for number in range(1000))
    with Processes(spread.load_look, spread.look, workers=9, here=0) as processes:
        results = assess_all(items, processes.assess, workers=9)
        first = next(results)
        results.close()
    assert not isinstance(first, InputError)
    assert not is_there(first[1])


def test_text_is_in_pipes_and_memory_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Processes(spread.load_files, spread.files, workers=9, here=0) as processes:
        (found,) = assess_all([transcript(0, SECRET)], processes.assess, workers=9)
    assert not isinstance(found, InputError)
    *handles, arguments, environment = found
    assert {handle.partition(":")[0] for handle in handles} <= {
        "socket",
        "pipe",
        "/dev/null",
        f"/proc/{os.getpid()}/fd",
    }
    assert "Lene" not in arguments + environment
    assert not list(tmp_path.iterdir())


def ends(seen: Path, *, takes: str, stop: Callable[[int], None] | None = None) -> tuple[int, str]:
    """The exit code and standard error of a run of `spread`, of whose processes none is left.

    Args:
        seen: an empty folder.
        takes: seconds that a conversation takes in another process.
        stop: ends it when all processes are at work, by its id; `None`: it ends by itself after the first result.
    """
    environment = {"SEEN": str(seen), "TAKES": takes, "LEAVES": "" if stop else "1"}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, spread.__file__],
        env=os.environ | environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:

        def others() -> list[int]:
            return [int(path.name) for path in seen.iterdir() if path.name != str(process.pid)]

        assert wait_for(lambda: len(others()) == 2)
        if stop:
            stop(process.pid)
        code = process.wait(30)
        assert wait_for(lambda: not any(is_there(other) for other in others()), 5)
        return code, process.communicate()[1]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_however_a_run_is_ended_its_processes_end(tmp_path: Path, number: signal.Signals) -> None:
    assert ends(tmp_path, takes="60", stop=lambda pid: os.kill(pid, number)) == (-number, "")


def test_ctrl_c_is_told_to_all_and_noticed_by_one(tmp_path: Path) -> None:
    assert ends(tmp_path, takes="0.5", stop=lambda pid: os.killpg(pid, signal.SIGINT)) == (130, "")


def test_a_run_that_is_left_open_ends_too(tmp_path: Path) -> None:
    assert ends(tmp_path, takes="0.01") == (0, "")
