"""Samples of vendor formats, each with a file that says by hand what must come of it."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"


def samples() -> list[Path]:
    """The exports, without the files that say what is expected."""
    return sorted(path for path in SAMPLES.glob("*/*") if not path.name.endswith(".expected.toml"))


def sample_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"
