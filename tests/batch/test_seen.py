"""What came before, however much came."""

from __future__ import annotations

from hashlib import sha256

import pytest

from convqa.batch.seen import Seen
from convqa.errors import StoreError


def codes(number: int) -> list[bytes]:
    return [sha256(str(one).encode()).digest()[:16] for one in range(number)]


def test_a_code_is_new_once() -> None:
    some = codes(1_000)
    with Seen() as seen:
        assert all(map(seen.add, some))
        assert not any(map(seen.add, reversed(some)))
        assert seen.add(b"another code")


def test_two_know_nothing_of_each_other() -> None:
    with Seen() as seen, Seen() as other:
        assert seen.add(b"a code")
        assert other.add(b"a code")


def test_no_room_is_one_sentence() -> None:
    with Seen() as seen:
        seen._file.execute("PRAGMA max_page_count = 4")
        with pytest.raises(StoreError, match=r"does not fit into the folder for temporary files; free some") as caught:
            list(map(seen.add, codes(10_000)))
    assert caught.value.passing
