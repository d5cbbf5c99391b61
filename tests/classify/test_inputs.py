import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.classify.inputs import Packing, pack

SMALL = Packing(window=12, context=3, longest_turn=100)


def read_out(turns: list[list[int]], packing: Packing) -> list[list[int]]:
    """The tokens of each turn as the windows read them out."""
    found: list[list[int]] = [[] for _ in turns]
    for window in pack(turns, packing):
        ends = [*window.starts[1:].tolist(), len(window.ids) - 1]
        for turn, start, end in zip(window.turns.tolist(), window.starts.tolist(), ends, strict=True):
            found[turn].extend(window.ids[start:end].tolist())
    return found


def test_one_short_conversation_is_one_window_with_its_marks() -> None:
    (window,) = pack([[5, 6], [7]], SMALL)
    assert window.ids.tolist() == [0, 5, 6, 7, 2]
    assert window.turns.tolist() == [0, 1]
    assert window.starts.tolist() == [1, 3]
    assert window.first == 1


def test_a_later_window_repeats_what_came_just_before() -> None:
    first, second = pack([[10, 11, 12, 13, 14, 15], [20, 21, 22, 23, 24, 25]], SMALL)
    assert first.ids.tolist() == [0, 10, 11, 12, 13, 14, 15, 2]
    assert second.ids.tolist() == [0, 13, 14, 15, 20, 21, 22, 23, 24, 25, 2]
    assert second.first == 4
    assert second.starts.tolist() == [4]


def test_a_turn_longer_than_a_window_is_cut_and_read_whole() -> None:
    long = list(range(100, 130))
    assert read_out([[5], long, [6]], SMALL) == [[5], long, [6]]


@given(st.lists(st.lists(st.integers(4, 99), min_size=1, max_size=40), min_size=1, max_size=12))
def test_every_token_is_read_out_once_and_no_window_is_too_long(turns: list[list[int]]) -> None:
    assert read_out(turns, SMALL) == turns
    for window in pack(turns, SMALL):
        assert len(window.ids) <= SMALL.window
        assert window.starts[0] == window.first
        assert window.turns.tolist() == sorted(window.turns.tolist())


@pytest.mark.parametrize("context", [0, 5])
def test_context_is_never_longer_than_asked(context: int) -> None:
    packing = Packing(window=12, context=context, longest_turn=100)
    for window in pack([[1 + i] * 4 for i in range(9)], packing):
        assert window.first - 1 <= context
