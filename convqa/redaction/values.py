"""What words for a number write, one after the other: "tres femoghalvfems" is 60 and 95, "tre gange nul" 000."""

from __future__ import annotations

from dataclasses import dataclass

from convqa.redaction.grammar import Grammar

__all__ = ["MIN_DIGITS", "Token", "is_times", "value"]

MIN_DIGITS = 3
"""Digits of a number that no word for a hundred goes on."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, in lower case, and where it stands."""

    start: int
    end: int
    word: str


def is_times(tokens: list[Token], index: int, rules: Grammar) -> bool:
    """Whether a word for "times" stands between a digit and a zero ("tre gange nul"), and not before a price."""
    around = [rules.numbers.get(token.word, "") for token in tokens[max(0, index - 1) : index + 2 : 2]]
    return len(around[0]) == 1 and around[0] > "1" and around[1:] == ["0"]


def value(tokens: list[Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """What the tokens from `index` write, "" for fillers, and how many of them do."""
    word = tokens[index].word
    if word in rules.twice and index + 1 < len(tokens):
        text, used = value(tokens, index + 1, low, rules)
        return text[:1] * rules.twice[word] + text[1:], used + 1
    if index + 1 < len(tokens) and tokens[index + 1].word in rules.times and is_times(tokens, index + 1, rules):
        return rules.numbers[tokens[index + 2].word] * int(rules.numbers[word]), 3
    if word in rules.hundred:
        text, used = _rest(tokens, index, low, rules)
        return f"1{text.zfill(2)}", used + 1
    if word in rules.numbers:
        text, used = _below_hundred(tokens, index, low, rules)
        if len(text) < MIN_DIGITS and index + used < len(tokens) and tokens[index + used].word in rules.hundred:
            rest, more = _rest(tokens, index + used, low, rules)
            return text + rest.zfill(2), used + 1 + more
        return text, used
    if word in rules.fillers or word in rules.ands:
        return "", 1
    if word in rules.letters:
        return rules.letters[word], 1
    if word in rules.months:
        return f" {word} ", 1
    if word in rules.signs:
        return rules.signs[word], 1
    return (word.upper() if word.isdigit() or len(word) == 1 else ""), 1


def _rest(tokens: list[Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """What goes on after a word for a hundred, which a comma ends."""
    following = tokens[index + 1].start if index + 1 < len(tokens) else 0
    return _below_hundred(tokens, index + 1, low, rules) if low[tokens[index].end : following] == " " else ("", 0)


def _below_hundred(tokens: list[Token], index: int, low: str, rules: Grammar) -> tuple[str, int]:
    """The number that begins at a token, after a word for "and" too; ("", 0) where none does."""
    skipped = 0
    if index < len(tokens) and tokens[index].word in rules.ands:  # "hundred and eleven"
        skipped = 1
    if index + skipped >= len(tokens) or tokens[index + skipped].word not in rules.numbers:
        return "", 0
    first = tokens[index + skipped]
    text = rules.numbers[first.word]
    following = tokens[index + skipped + 1 : index + skipped + 3]
    if len(text) == 1 and text != "0" and len(following) > 1 and following[0].word in rules.ones_first:
        ten = rules.numbers.get(following[1].word, "")
        blanks = low[first.end : following[1].start] == f" {following[0].word} "
        if blanks and len(ten) == 2 and ten[0] > "1" and ten[1] == "0":
            return ten[0] + text, skipped + 3
    if len(text) == 2 and text[0] > "1" and text[1] == "0" and following:
        one = rules.numbers.get(following[0].word, "0")
        if len(one) == 1 and one != "0" and low[first.end : following[0].start] in rules.tens_first:
            return text[0] + one, skipped + 2
    return text, skipped + 1
