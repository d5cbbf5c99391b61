"""`ingest` reads content as a file of a given name would be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions, read

Ingest = Callable[..., list[Transcript | InputError]]


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    def run(name: str, content: str | bytes, options: IngestOptions | None = None) -> list[Transcript | InputError]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read([str(path)], options))

    return run
