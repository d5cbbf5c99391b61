"""A run that is told to end."""

from __future__ import annotations

import signal

import pytest

from convqa.batch.stop import Stop


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_remembered_and_the_second_does_what_it_did(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            signal.raise_signal(number)

    with Stop(signal.SIGTERM, signal.SIGINT, sleep=sleep, clock=lambda: sum(slept)) as stop:
        assert not stop.wait(1)
        assert (slept, stop.told) == ([0.5, 0.5], False)
        assert stop.wait(60)
        assert stop.told
        assert slept == [0.5, 0.5, 0.5]
        assert signal.getsignal(number) is before
    assert signal.getsignal(number) is before


def test_without_a_signal_all_is_as_it_was_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with Stop(signal.SIGTERM, signal.SIGINT) as stop:
        assert signal.getsignal(signal.SIGTERM) != before[0]
        assert not stop.wait(0)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_what_is_not_asked_for_is_not_heard() -> None:
    with Stop(signal.SIGINT) as stop:
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert not stop.told


def test_a_notice_is_given_once(capfd: pytest.CaptureFixture[str]) -> None:
    with Stop(signal.SIGINT, notice="Stopping.") as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.told
    assert capfd.readouterr().err == "Stopping.\n"
