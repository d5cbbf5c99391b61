"""The words of a reading, by number, as the finders of people see them."""

from __future__ import annotations

import re

from convqa.redaction.findings import SEPARATOR, Reading
from convqa.redaction.lexicon import Lexicon

__all__ = ["WORD", "Tokens"]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONTRACTION = re.compile(r"['’](?:m|s|re|ll|ve|d|t|et|en|er|erne|ene)$")  # not the "o'" of a family name
_DIGIT_BESIDE = re.compile(r"-?\d")
_STOP = re.compile(rf" ?[,.!?;:)\n{SEPARATOR}–—]|$")
_SENTENCE_ENDS = ("", ".", "!", "?", ":", "\n", SEPARATOR)
_LINE_ENDS = ("", "\n", SEPARATOR)
MAX_SHOUTED = 4
MAX_ACRONYM = 3


class Tokens:
    """The words of a reading, by number; `keys` are in lower case and without the ending of the genitive."""

    def __init__(self, reading: Reading, names: Lexicon) -> None:
        self.text = reading.text
        self.low = reading.low
        self.names = names
        self.redacted = reading.redacted
        self.starts = [match.start() for match in WORD.finditer(reading.text)]
        self.wholes = WORD.findall(reading.low)
        self.distinct = frozenset(self.wholes)

    def __len__(self) -> int:
        return len(self.starts)

    def key(self, index: int) -> str:
        """The word at a place without a genitive ending, where that leaves a name."""
        return self.stem(self.wholes[index])

    def stem(self, whole: str) -> str:
        """A word without a genitive ending, where that leaves a name."""
        known = self.is_listed(whole) or whole in self.names.words or whole in self.names.further
        if whole[-1] == "s" and not known:
            stem = whole[:-1].rstrip("'’")
            if self.is_listed(stem) or len(whole) - len(stem) > 1:
                return stem
        return whole

    def end(self, index: int) -> int:
        """Where the word ends in the text, the ending of the genitive left out."""
        return self.starts[index] + len(self.key(index))

    def gap(self, index: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.end(index) : self.starts[index + 1]]

    def following(self, index: int) -> str:
        """The word that follows after one space, in lower case; "" where there is none."""
        return self.wholes[index + 1] if index + 1 < len(self) and self.gap(index) == " " else ""

    def is_listed(self, word: str) -> bool:
        """Whether a list of names holds a word, or each part of it ("karimi-ek")."""
        if "-" in word:
            return all(part in self.names.given or part in self.names.family for part in word.split("-"))
        return word in self.names.given or word in self.names.family

    def is_rare(self, index: int) -> bool:
        """Whether a word is a rarer given name; where names were replaced none is, as what told companies is gone."""
        return not self.redacted and self.key(index) in self.names.further and not self.is_plain(index)

    def is_capital(self, index: int) -> bool:
        """Whether the word begins with a capital."""
        return self.text[self.starts[index]].isupper()

    def is_plain(self, index: int) -> bool:
        """An ordinary word, of the language or of English, also with something joined on ("I'm", "dags")."""
        whole, names = self.wholes[index], self.names
        if whole in names.common:
            return True
        return any(word in names.words or word in names.foreign for word in (whole, _CONTRACTION.sub("", whole)))

    def is_shouted(self, index: int) -> bool:
        """A short word in capitals: an abbreviation or a cry."""
        start, whole = self.starts[index], self.wholes[index]
        return len(whole) <= MAX_SHOUTED and self.text[start : start + len(whole)].isupper()

    def is_acronym(self, index: int) -> bool:
        """A short word in capitals between words that are not ("a Junior ISA turns"), or placeholders."""
        near = (other for other in (index - 1, index + 1) if 0 <= other < len(self))
        beside = (other for other in near if self.text[max(0, self.starts[other] - 1)] != "[")
        return (
            1 < len(self.wholes[index]) <= MAX_ACRONYM
            and self._is_upper(index)
            and not any(map(self._is_upper, beside))
        )

    def _is_upper(self, index: int) -> bool:
        start = self.starts[index]
        return self.text[start : start + len(self.wholes[index])].isupper()

    def is_initial(self, index: int) -> bool:
        """The ``B`` of "B. Vinther", the ``E-M`` of "E-M Wikström"."""
        return all(len(part) == 1 for part in self.wholes[index].split("-")) and self.is_capital(index)

    def is_code(self, index: int) -> bool:
        """Whether a digit is joined on ("MR-40", "LOS3")."""
        start = self.starts[index]
        after = _DIGIT_BESIDE.match(self.text, start + len(self.wholes[index]))
        return after is not None or self.text[max(0, start - 1) : start].isdigit()

    def has_surname(self, index: int) -> bool:
        """Whether a capitalised family name, or a word that is no ordinary one, follows."""
        following = self.following(index)
        if not following or not self.is_capital(index + 1):
            return False
        return following in self.names.family or not self.is_plain(index + 1)

    def is_stop(self, index: int) -> bool:
        """Whether a sentence, a clause or a line ends after the word."""
        return _STOP.match(self.text, self.end(index)) is not None

    def opens_sentence(self, index: int) -> bool:
        """Whether the word is the first of a sentence or a line, so that its capital says nothing."""
        return self.text[max(0, self.starts[index] - 2) : self.starts[index]].rstrip(" ")[-1:] in _SENTENCE_ENDS

    def fill_line(self, first: int, last: int) -> bool:
        """Whether the words from `first` to `last` are all there is on a line ("Lars Phoenix" as a reply)."""
        start, end = self.starts[first], self.end(last)
        return self.text[max(0, start - 1) : start] in _LINE_ENDS and self.text[end : end + 1] in _LINE_ENDS
