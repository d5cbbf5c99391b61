"""A part of a file as a file of its own."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

__all__ = ["window"]


def window(stream: BinaryIO, start: int, stop: int) -> BinaryIO:
    """The bytes from `start` to before `stop` of a stream, which is closed with what is returned."""
    return cast("BinaryIO", io.BufferedReader(_Window(stream, start, stop)))


class _Window(io.RawIOBase):
    def __init__(self, stream: BinaryIO, start: int, stop: int) -> None:
        self._stream = stream
        self._left = stop - start
        stream.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
