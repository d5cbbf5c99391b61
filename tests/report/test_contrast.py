"""The colours of the HTML report are readable: WCAG 2.2 AA, in the light and in the dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLE = files("convqa.report").joinpath("templates", "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)

TEXT = [
    *(("ink", ground) for ground in ("ground", "sheet", "soft", "customer", "target")),
    *(("muted", ground) for ground in ("ground", "sheet", "soft", "customer")),
    *(("accent", ground) for ground in ("ground", "sheet", "good-ground", "look-ground")),
    *((code, ground) for code in ("good", "look") for ground in ("sheet", f"{code}-ground")),
    ("phase", "phase-ground"),
]  # fmt: skip
GRAPHICS = [("up", "scale"), ("down", "scale"), ("whole", "sheet"), ("accent", "sheet"), ("accent", "target")]


def _luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT), (3.0, GRAPHICS)], ids=["text", "graphics"])
def test_contrast(colours: dict[str, str], least: float, pairs: list[tuple[str, str]]) -> None:
    found = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in found.items() if ratio < least}
