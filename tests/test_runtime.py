"""What reads conversations stays on the thread that calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOLD = """
from pathlib import Path
from convqa.models import find_model, find_names
from convqa.runtime import read_tokenizer

threads = lambda: len(list(Path("/proc/self/task").iterdir()))
tokenizer = read_tokenizer(find_model(None) / "tokenizer.json")
names = read_tokenizer(find_names() / "tokenizer.json")
before = threads()
for one in (tokenizer, names):
    one.encode_batch_fast(["agent: I will call you back tomorrow."] * 500)
print(before, threads())
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells how many threads a process has")
def test_tokenizers_start_no_threads() -> None:
    told = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)  # noqa: S603
    before, after = told.stdout.split()
    assert before == after
