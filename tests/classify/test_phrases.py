"""What the wording says: runs of pieces within turns, weighed, beside what the network says."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from convqa.classify.classifier import ROLES
from convqa.classify.grams import (
    AGENT,
    CUSTOMER,
    NOTHING,
    OF_A_TURN,
    OF_THE_WHOLE,
    TURN_OF_AGENT,
    TURN_OF_CUSTOMER,
    WHOLE,
    grams,
    readings,
)
from convqa.classify.phrases import AT_ONCE, FILE, Phrases, Table
from convqa.conversation import Role
from convqa.errors import ModelError
from convqa.models import find_model

BOT = 2
COLUMNS = {TURN_OF_AGENT: 13, TURN_OF_CUSTOMER: 9, WHOLE: 22}

some_turns = st.lists(st.lists(st.integers(0, 50_000), min_size=1, max_size=12), min_size=1, max_size=6)


def keys_of(ids: Sequence[int]) -> list[int]:
    """Keys of all runs of a turn by itself."""
    return [int(key) for key in grams([ids]).keys]


def parts(**changed: Any) -> dict[str, np.ndarray]:
    """A model's arrays that say nothing, but for what is changed."""
    made: dict[str, np.ndarray] = {f"{side}/bias": np.zeros(count) for side, count in COLUMNS.items()}
    for side, count in COLUMNS.items():
        for view in OF_THE_WHOLE if side == WHOLE else OF_A_TURN:
            made[f"{side}/{view}/keys"] = np.array([1], dtype=np.uint32)
            made[f"{side}/{view}/rarity"] = np.ones(1, dtype=np.float32)
            made[f"{side}/{view}/weights"] = np.zeros((1, count), dtype=np.int8)
            made[f"{side}/{view}/scale"] = np.ones(count, dtype=np.float32)
    return made | changed


def network(count: int) -> dict[str, np.ndarray]:
    """Outputs of a network that are all different."""
    draws = np.random.default_rng(count)
    shapes = {"phases": (count, 3), "behaviours": (count, 5, 3), "signals": (count, 6), "sentiment": (count, 3)}
    shapes |= {"resolution": (4,), "loyalty": (5,), "touchpoint": (8,), "process_failure": (10,), "review": (7,)}
    return {name: draws.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def test_roles_are_numbered_as_the_network_has_them() -> None:
    assert (ROLES[AGENT], ROLES[CUSTOMER], ROLES[BOT]) == (Role.AGENT, Role.CUSTOMER, Role.BOT)


@given(some_turns)
def test_runs_stay_within_a_turn(turns: list[list[int]]) -> None:
    found = grams(turns)
    assert found.count == len(turns)
    for index, ids in enumerate(turns):
        assert sorted(found.keys[found.turns == index].tolist()) == sorted(keys_of(ids))
        assert len(keys_of(ids)) == sum(max(0, len(ids) - size + 1) for size in (1, 2, 3, 4))


def test_another_order_is_another_run_of_the_same_pieces() -> None:
    one, other = grams([[5, 6]]), grams([[6, 5]])
    assert set(one.keys[one.sizes == 1]) == set(other.keys[other.sizes == 1])
    assert one.keys[one.sizes == 2] != other.keys[other.sizes == 2]


def test_a_turn_is_read_with_its_neighbours_by_those_who_speak_like_it() -> None:
    turns, roles = [[1, 2, 3], [4], [5, 6], [7]], np.array([CUSTOMER, AGENT, BOT, CUSTOMER])
    read = {(side, view): (keys.tolist(), rows.tolist()) for side, view, keys, rows in readings(grams(turns), roles)}
    two = [key for key, size in zip(grams(turns[:1]).keys, grams(turns[:1]).sizes, strict=True) if size <= 2]
    assert read[TURN_OF_AGENT, "own"] == (keys_of([4]), [1])
    assert read[TURN_OF_AGENT, "before"] == (two, [1] * 5)
    assert read[TURN_OF_AGENT, "after"] == (keys_of([5, 6]), [1] * 3)
    assert read[TURN_OF_CUSTOMER, "before"] == ([*keys_of([5, 6]), NOTHING], [3, 3, 3, 0])
    assert read[TURN_OF_CUSTOMER, "after"] == ([*keys_of([4]), NOTHING], [0, 3])
    assert sorted(read[WHOLE, "customer"][0]) == sorted(keys_of([1, 2, 3]) + keys_of([7]))
    assert read[WHOLE, "last"][0] == keys_of([7])
    assert read[WHOLE, "answer"][0] == keys_of([4])
    assert read[WHOLE, "first"][0] == two


def test_a_conversation_of_one_side_alone_is_read_too() -> None:
    for side, view, keys, _ in readings(grams([[1, 2]]), np.array([CUSTOMER])):
        assert bool(len(keys)) == (side == TURN_OF_CUSTOMER or view in ("customer", "first", "last")), (side, view)


def table() -> Table:
    return Table(
        keys=np.array([2, 5, 9], dtype=np.uint32),
        rarity=np.array([1, 2, 3], dtype=np.float32),
        weights=np.array([[10, 0], [0, 20], [-30, 1]], dtype=np.int8),
        scale=np.array([0.5, 1], dtype=np.float32),
    )


def test_rows_are_weighed_sums_over_the_length_of_what_is_known() -> None:
    found = table().read(np.array([2, 0, 1]), np.array([2, 0, 2]), 3)
    length = np.sqrt(3**2 + 2**2)
    np.testing.assert_allclose(found, [[5, 0], [0, 0], [3 * -15 / length, (2 * 20 + 3) / length]])


def test_what_is_said_over_and_over_counts_once() -> None:
    once = table().read(np.array([2, 1]), np.zeros(2, dtype=np.int64), 1)
    often = table().read(np.append([2, 1], np.full(100, 2)), np.zeros(102, dtype=np.int64), 1)
    np.testing.assert_array_equal(often, once)


def test_many_rows_are_weighed_in_parts() -> None:
    count = AT_ONCE // 2 + 100
    at, rows = np.resize(np.array([0, 2, 1]), 3 * count), np.repeat(np.arange(count), 3)
    one = table().read(np.array([0, 1, 2]), np.zeros(3, dtype=np.int64), 1)
    np.testing.assert_allclose(table().read(at, rows, count), np.repeat(one, count, axis=0))


def test_without_a_share_the_network_is_left_as_it_is() -> None:
    out = network(3)
    mixed = Phrases.of(parts()).beside(out, [[1], [2], [3]], np.array([0, 1, 0]))
    assert mixed.keys() == out.keys()
    for name, value in out.items():
        np.testing.assert_array_equal(mixed[name], value)


@pytest.mark.parametrize("name", ["phases", "behaviours", "signals", "sentiment", "touchpoint"])
def test_a_share_moves_the_mean_and_the_likelier_stays_likelier(name: str) -> None:
    out, said = network(3), parts(**{f"share/{name}": np.array(0.25)})
    mixed = Phrases.of(said).beside(out, [[1], [2], [3]], np.array([0, 1, 0]))
    assert not np.allclose(mixed[name], out[name])
    for other in out.keys() - {name}:
        np.testing.assert_array_equal(mixed[other], out[other])
    np.testing.assert_array_equal(mixed[name].argsort(axis=-1), out[name].argsort(axis=-1))


def test_a_phrase_speaks_for_its_label_in_its_turn_alone() -> None:
    key = grams([[41, 42]]).keys[-1]
    weights = np.zeros((1, 13), dtype=np.int8)
    weights[0, 4] = 100  # the second column after the phases: the first behaviour is broken
    changed = {"keys": np.array([key], dtype=np.uint32), "weights": weights}
    made = parts(**{f"{TURN_OF_AGENT}/own/{field}": value for field, value in changed.items()})
    said = Phrases.of(made).read([[7, 41, 42], [41, 42], [42, 41]], np.array([AGENT, CUSTOMER, AGENT]))
    np.testing.assert_allclose(said["behaviours"][0, 0], [0, 0, 100])
    assert not said["behaviours"][1:].any()
    assert not said["phases"].any()


def test_the_released_tables_know_a_phrase_of_their_trade() -> None:
    phrases = Phrases.load(find_model(None))
    tokenizer = Tokenizer.from_file(str(find_model(None) / "tokenizer.json"))
    lost = "Sorry, you lost me there. I do not understand what that means."
    found = {}
    for text in (lost, "Thank you, that is clear."):
        ids = tokenizer.encode(f"customer: {text}", add_special_tokens=False).ids
        found[text] = phrases.read([ids], np.array([CUSTOMER]))["signals"][0]
    assert found[lost][2] > found["Thank you, that is clear."][2] + 1


@pytest.mark.parametrize("damage", [b"", b"no zip", None])
def test_a_damaged_file_is_told(tmp_path: Path, damage: bytes | None) -> None:
    if damage is not None:
        (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(ModelError, match="install the model again"):
        Phrases.load(tmp_path)


@pytest.mark.parametrize("missing", [f"{WHOLE}/bias", f"{TURN_OF_AGENT}/own/keys", f"{WHOLE}/last/scale"])
def test_a_file_without_one_of_its_arrays_is_told(tmp_path: Path, missing: str) -> None:
    whole = parts()
    np.savez(tmp_path / FILE, **whole)  # type: ignore[arg-type] # to numpy's types, any name may be `allow_pickle`
    Phrases.load(tmp_path)
    np.savez(tmp_path / FILE, **{name: one for name, one in whole.items() if name != missing})  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="install the model again"):
        Phrases.load(tmp_path)


@pytest.mark.parametrize("place", range(20, 3000, 149))
def test_a_changed_byte_is_told_or_changes_nothing_but_numbers(tmp_path: Path, place: int) -> None:
    np.savez_compressed(tmp_path / FILE, **parts())  # type: ignore[arg-type] # as above
    content = bytearray((tmp_path / FILE).read_bytes())
    content[place] ^= 0xFF
    (tmp_path / FILE).write_bytes(content)
    with suppress(ModelError):
        Phrases.load(tmp_path)
