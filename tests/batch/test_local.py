from __future__ import annotations

import errno
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from convqa.assessment import Assessment
from convqa.batch import assess_all
from convqa.conversation import Language, Speaker, Transcript, Utterance
from convqa.errors import InputError, ModelError
from convqa.pipeline import Pipeline


def transcript(number: int, text: str = "Hello", *, id_given: bool = True) -> Transcript:
    return Transcript(
        id=f"c{number}",
        id_given=id_given,
        source=f"c{number}.txt",
        speakers=(Speaker(key="a"), Speaker(key="b")),
        language=Language.EN,
        utterances=(Utterance(speaker="a", text=text, line=4), Utterance(speaker="b", text="Hi, what does it cost?")),
    )


def names(results: Iterator[Assessment | InputError]) -> list[str]:
    return [result.source if isinstance(result, InputError) else result.conversation.id for result in results]


def refuse(item: Transcript) -> Assessment:
    raise InputError(source=item.source, problem="nothing to score", remedy="leave it out")


def break_down(item: Transcript) -> Assessment:
    raise RuntimeError(f"secret words: {item.utterances[0].text}")


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_results_keep_the_order_of_the_items(pipeline: Pipeline, workers: int) -> None:
    def assess(item: Transcript) -> Assessment:
        time.sleep(0.02 if item.id == "c0" else 0)  # the first is the slowest
        return pipeline.assess(item)

    items = [transcript(number) for number in range(30)]
    assert names(assess_all(items, assess, workers=workers)) == [item.id for item in items]


def test_errors_keep_their_place(pipeline: Pipeline) -> None:
    trouble = InputError(source="bad.txt", problem="is empty", remedy="leave it out")
    results = assess_all([transcript(0), trouble, transcript(1)], pipeline.assess, workers=2)
    assert names(results) == ["c0", "bad.txt", "c1"]


def test_an_input_error_of_a_step_is_a_result() -> None:
    (result,) = assess_all([transcript(0)], refuse, workers=1)
    assert isinstance(result, InputError)
    assert result.problem == "nothing to score"


def test_a_fault_is_reported_without_its_text_and_the_run_goes_on(pipeline: Pipeline) -> None:
    def assess(item: Transcript) -> Assessment:
        return break_down(item) if item.id == "c1" else pipeline.assess(item)

    results = list(assess_all([transcript(n, "Lene Hansen 010170-1234") for n in range(3)], assess, workers=2))
    assert [type(result) for result in results] == [Assessment, InputError, Assessment]
    message = str(results[1])
    assert message.startswith("c1.txt:4: a conversation met a fault")
    assert "RuntimeError" in message
    assert "secret" not in message
    assert "Lene" not in message
    assert "010170" not in message


def test_what_the_system_refuses_is_no_fault_of_convqa() -> None:
    def refused(_: Transcript) -> Assessment:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/Lene Hansen")  # noqa: S108 - no file is made

    (result,) = assess_all([transcript(1)], refused, workers=1)
    assert "the system refused what it takes (no space left on device)" in str(result)
    assert "TMPDIR" in str(result)
    assert "Lene" not in str(result)


def test_what_a_site_switched_in_is_no_fault_of_convqa() -> None:
    def failing(_: Transcript) -> Assessment:
        raise ModelError("the pipeline da_own@1 cannot read it (KeyError)")

    (result,) = assess_all([transcript(1)], failing, workers=1)
    assert str(result) == (
        "c1.txt:4: a conversation was left out, since the pipeline da_own@1 cannot read it (KeyError); "
        "the others are read; mend what fails, or run without it."
    )


@pytest.mark.parametrize("id_given", [True, False])
def test_an_id_is_not_told(id_given: bool) -> None:
    item = replace(transcript(1, id_given=id_given), id="Lene Hansen 20123456")
    (result,) = assess_all([item], break_down, workers=1)
    assert str(result).startswith("c1.txt:4: a conversation met a fault")
    assert "Lene" not in str(result)
    assert "20123456" not in str(result)


@pytest.mark.parametrize("workers", [1, 3])
def test_reading_never_runs_far_ahead_of_the_results(pipeline: Pipeline, workers: int) -> None:
    read = 0

    def items() -> Iterator[Transcript]:
        nonlocal read
        for number in range(200):
            read += 1
            yield transcript(number)

    ahead = 0
    for done, _ in enumerate(assess_all(items(), pipeline.assess, workers=workers), start=1):
        ahead = max(ahead, read - done)
    assert read == 200
    assert ahead < 8 * workers


def test_stopping_early_drops_what_has_not_begun_and_leaves_no_thread() -> None:
    begun: list[str] = []

    def assess(item: Transcript) -> Assessment:
        begun.append(item.id)
        time.sleep(0.01)
        return break_down(item)

    results = assess_all((transcript(number) for number in range(100)), assess, workers=2)
    next(results)
    results.close()
    assert len(begun) < 20
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("assess")]


def test_what_is_done_is_given_before_the_next_is_read() -> None:
    """So that nothing waits while a recording is heard."""
    seen: list[str] = []

    def items() -> Iterator[Transcript]:
        for number in range(4):
            time.sleep(0.2)
            seen.append(f"read {number}")
            yield transcript(number)

    for result in assess_all(items(), lambda item: item.id, workers=2):
        seen += [str(result)]
    assert seen.index("c0") < seen.index("read 2")
