"""A processor with narrower registers writes the same records: one with AVX2 and no AVX-512, emulated."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "phone.srt"
EMULATOR = shutil.which("qemu-x86_64")
CPU = Path("/proc/cpuinfo")
WIDE = CPU.exists() and "avx512f" in CPU.read_text(encoding="utf-8").split()


@pytest.mark.sweep
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the same bits are promised for x86-64 only")
@pytest.mark.skipif(not WIDE, reason="this processor has no AVX-512, so it adds as the emulated one does")
@pytest.mark.skipif(EMULATOR is None, reason="needs qemu-x86_64 (the package qemu-user)")
def test_an_emulated_haswell_writes_the_same_bytes(tmp_path: Path) -> None:
    written = []
    before: list[str]
    for name, before in (("own", []), ("haswell", [str(EMULATOR), "-cpu", "Haswell"])):
        out = tmp_path / f"{name}.jsonl"
        call = [*before, sys.executable, "-m", "convqa", "score", str(SAMPLE), "--output", str(out), "--workers", "1"]
        subprocess.run(call, check=True, stderr=subprocess.DEVNULL, timeout=600)  # noqa: S603
        written.append(out.read_bytes())
    assert written[0] == written[1]
