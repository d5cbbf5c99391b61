"""What the pages say, in five languages, and how numbers are written in each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from convqa.conversation import Language

__all__ = ["Texts", "texts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language: `sections[section][key]`; `texts/*.toml`, all with the same keys."""

    language: Language
    sections: Mapping[str, Mapping[str, str]]

    def say(self, section: str, key: str, **parts: object) -> str:
        """One text, its `{parts}` filled in.

        Raises:
            KeyError: no such text.
        """
        return self.sections[section][key].format(**parts)

    def name(self, section: str, code: str) -> str:
        """What a code is called; a code of a company's own rubric is shown as it is, spaces for underscores."""
        return self.sections[section].get(code) or code.replace("_", " ").capitalize()

    def count(self, n: int) -> str:
        """A whole number with the language's thousands separator."""
        return f"{n:,}".replace(",", self.sections["number"]["thousands"])

    def number(self, value: float, decimals: int = 2, *, signed: bool = False) -> str:
        """A decimal number; `signed` shows a plus or a true minus. Never minus zero."""
        whole = round(abs(value), decimals)
        sign = "−" if value < 0 and whole else "+" if signed and whole else ""
        return sign + f"{whole:.{decimals}f}".replace(".", self.sections["number"]["decimal"])

    def percent(self, share: float) -> str:
        """A probability in [0, 1] as whole percent."""
        return self.sections["number"]["percent"].format(n=round(share * 100))


@cache
def texts(language: Language) -> Texts:
    """The texts of a language."""
    content = files("convqa.report").joinpath("texts", f"{language.value}.toml").read_text(encoding="utf-8")
    sections: dict[str, Any] = tomllib.loads(content)
    return Texts(language=language, sections=sections)
