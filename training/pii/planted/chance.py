"""Digits and letters by chance, always the same for the same seed."""

from __future__ import annotations

import random
import re

__all__ = ["Chance"]


class Chance:
    """Makes pieces of numbers from one source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def digits(self, count: int, first: str = "0123456789") -> str:
        """So many digits, the first one of `first`."""
        return self.rng.choice(first) + "".join(self.rng.choice("0123456789") for _ in range(count - 1))

    def fill(self, *shapes: str) -> str:
        """One of the shapes with a digit for every ``#`` and a digit from 2 on for every ``%``."""
        return re.sub(
            "[#%]", lambda m: self.digits(1, "23456789" if m[0] == "%" else "0123456789"), self.rng.choice(shapes)
        )

    def letters(self, count: int, of: str = "ABCDEHJKLMNPRSTXY") -> str:
        """So many capital letters."""
        return "".join(self.rng.choice(of) for _ in range(count))

    def birth(self, added: int = 0) -> tuple[str, str, str]:
        """Day, with something `added` to it, month and year of a birthday, two digits each."""
        return f"{self.rng.randint(1, 28) + added:02}", f"{self.rng.randint(1, 12):02}", f"{self.rng.randint(30, 99)}"

    def wrong(self, digit: str) -> str:
        """Another digit."""
        return str((int(digit) + self.rng.randint(1, 9)) % 10)
