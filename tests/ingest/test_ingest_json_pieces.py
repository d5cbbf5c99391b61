"""The pieces that a JSON document is taken apart into, against the parser of the standard library."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from convqa.ingest.json_stream import BrokenError, Piece, walk

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def rebuilt(pieces: list[Piece]) -> object:
    """The document that was taken apart."""
    root: Any = {}
    for path, value, member, _ in pieces:
        holder = root
        for key in ("", *path)[: len(path) + member]:
            holder = holder[key]
        if member:
            holder.append(value)
        else:
            holder[("", *path)[-1]] = value
    return root[""]


def outcome(parse: Callable[[], object]) -> object:
    """The value, or where it ends to be one."""
    try:
        return json.dumps(parse())
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    except BrokenError as error:
        return error.line, error.column


def cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@given(VALUES, st.integers(1, 7), st.integers(0, 3), st.sampled_from([None, 1]), st.booleans())
def test_the_pieces_make_up_the_document(
    value: object, size: int, depth: int, indent: int | None, ascii_: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    assert json.dumps(rebuilt(list(walk(cut(text, size), depth)))) == json.dumps(json.loads(text))


@given(st.data(), VALUES, st.integers(1, 7), st.integers(0, 3))
def test_what_is_no_json_is_none_at_the_same_place(data: st.DataObject, value: object, size: int, depth: int) -> None:
    text = json.dumps(value, indent=1)
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.sampled_from(["", "x", '"', "]", "}", ",", "\n", "1", "\\"])) + text[at + 1 :]
    assert outcome(lambda: rebuilt(list(walk(cut(text, size), depth)))) == outcome(lambda: json.loads(text))
