"""All personal data in the turns of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from convqa.redaction.again import find_again, find_four_again, find_told_again
from convqa.redaction.dictated import find_dictated
from convqa.redaction.finders import FINDERS
from convqa.redaction.finders.companies import has_desk
from convqa.redaction.finders.cues import TITLES
from convqa.redaction.finders.masks import find_masks
from convqa.redaction.finders.person import find_people
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.halves import find_halves
from convqa.redaction.lexicon import lexicon
from convqa.redaction.names.tagger import Tagger
from convqa.redaction.resolve import resolve
from convqa.redaction.retold import find_retold

__all__ = ["find"]

INITIALS = 2


def find(
    reading: Reading, known: frozenset[str] = frozenset(), tagger: Tagger | None = None, *, talk: bool = True
) -> list[Finding]:
    """All personal data in a reading: disjoint findings in order of place.

    The rules look for each name that the tagger found in the whole conversation, and what it found counts as well,
    unless it is a title alone or, by the wording, nobody's. Its numbers count when the rules have had their say, who
    know what kind of number one is. Of a text that holds placeholders of convqa's, the tagger is not asked: it was when
    they were put there, and it would see other names beside them.

    Args:
        reading: the turns.
        known: words of the speakers' names, in lower case.
        tagger: of what no rule finds; `None`: the rules alone.
        talk: whether the turns are what people said, in which numbers are told in parts; names of files are not.
    """
    tagged = tagger.tag(reading) if tagger and not reading.redacted else ()
    tagged = [one for one in tagged if not _is_company(reading, one) and not _is_title(reading, one)]
    numbers = [one for one in tagged if one.kind is Kind.NUMBER]
    findings = [one for one in tagged if one.kind not in (Kind.PERSON, Kind.NUMBER)]
    findings += (finding for finder in FINDERS for finding in finder(reading))
    findings += find_people(reading, known, [one for one in tagged if one.kind is Kind.PERSON])
    masks = find_masks(reading)
    found = resolve(reading, findings, masks)
    found = _with_more(reading, found, list(find_again(reading, found)), masks)
    if talk:
        found = _with_more(reading, found, list(find_four_again(reading, found)), masks)
        found = _with_more(reading, found, list(find_halves(reading, found)), masks)
        told = list(find_dictated(reading, found))
        found = _with_more(reading, found, told, masks)
        found = _with_more(reading, found, list(find_told_again(reading, told)), masks)
        found = _with_more(reading, found, list(find_retold(reading, found)), masks)
    return _with_more(reading, found, [*numbers, *find_again(reading, numbers)], masks)


def _with_more(
    reading: Reading, found: list[Finding], more: Sequence[Finding], masks: Sequence[tuple[int, int]]
) -> list[Finding]:
    """What was found and more, disjoint again."""
    return resolve(reading, [*found, *more], masks) if more else found


def _is_company(reading: Reading, finding: Finding) -> bool:
    """Whether it is on the list of companies, or a desk that answers follows ("Fjordnett kundeservice")."""
    listed = reading.low[finding.start : finding.end] in lexicon(reading.language).organisations
    return listed or has_desk(reading.low, finding.end)


def _is_title(reading: Reading, finding: Finding) -> bool:
    """Whether it is a title without a name ("fru"), and not somebody's initials ("^MS")."""
    word = reading.text[finding.start : finding.end]
    return reading.low[finding.start : finding.end] in TITLES and not (len(word) == INITIALS and word.isupper())
