"""Samples of evaluations, each with a file that says by hand what must come of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from convqa.redaction import SiteKey
from convqa.reviews import Found, ReviewOptions, parse_review_map, read_reviews

SAMPLES = Path(__file__).parent / "samples"


def samples() -> list[Path]:
    """The files of evaluations, without those that say what is expected, and without the near misses."""
    return sorted(
        path for path in SAMPLES.glob("*/*") if not path.name.endswith(".expected.toml") and path.parent.name != "near"
    )


def expected(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_name(f"{path.stem}.expected.toml").read_text(encoding="utf-8"))


def read(path: Path, *maps: str) -> Found:
    review_map = parse_review_map(maps) if maps else None
    return read_reviews(str(path), ReviewOptions(review_map=review_map, key=SiteKey.default()))
