"""Personal data in file names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.finders.masks import find_masks
from convqa.redaction.finders.person import find_people
from convqa.redaction.findings import Finding, Kind, Reading, make_reading, read
from convqa.redaction.keys import SiteKey
from convqa.redaction.lexicon import every_word, lexicon
from convqa.redaction.replace import Placeholders, replace
from convqa.redaction.resolve import resolve
from convqa.redaction.wordlist import words

__all__ = ["ID_SUFFIX_DIGITS", "find_in_paths", "mask_path", "record_path", "redact_path"]

# In a file name a bare number is a date or a counter far more often than anybody's customer number, and whoever looks
# for the file of a record needs it. Messages and logs go further than records: see `mask_path`.
_KINDS = frozenset({Kind.PERSON, Kind.EMAIL, Kind.PHONE, Kind.ID_NUMBER, Kind.CARD, Kind.ACCOUNT})
_BREAK = re.compile(r"[/\\]|\.(?=(?:\w{1,5}|parquet)(?:\ue000|$))")  # between folders, and before the ending
_BLANK = re.compile(r"[_.-]")
_WORD_START = re.compile(r"\b[a-zæøåäö]")
_HUMP = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
_WORD_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{3,30}(?=,? $)")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 33
ID_SUFFIX_DIGITS = 8

# What of a path's numbers is nobody's: a year from 2000 on, with its month, day and time, and what zeros fill up from
# at most three digits, or to four or five, as counters are written.
_TIME = r"[-_ tT]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
_DATE = rf"20\d\d(?:[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01])(?:{_TIME})?)?)?"
_NUMBER = re.compile(rf"(?<!\d)(?:(?P<nobodys>{_DATE}|0\d{{3,4}}|0+\d{{1,3}})(?!\d)|\d{{4,}})")
_UNSURE = 0.0  # whatever else a number is found to be, it is that

# What files are called after and no list of words of talk holds: systems, what they write, how it is filed, and the
# endings of files. Nobody is called any of these.
_FILE_WORDS = frozenset(
    words(
        "whisper whisperx whispercpp ggml deepgram assemblyai assembly pyannote pyannoteai openai gladia speechmatics "
        "genesys intercom zendesk twilio chatwoot giosg dixa puzzel salesforce hubspot freshdesk teams csv tsv tab "
        "txt json jsonl ndjson vtt srt xlsx xlsm xml wav mp3 m4a ogg oga opus flac gz zip agent agents supervisor "
        "trainer coach manager caller callers client klient customers speaker speakers segment segments word words "
        "loop loops sample samples example examples batch draft raw redacted masked anonymous transcript transcripts "
        "transcription transcriptions diarized diarization recording recordings audio stereo mono mixed merged "
        "inbound outbound handover handovers transfer consult conference overlap queue export exports archive arkiv "
        "backup output results report rapport summary reviews evaluation score scores quality complaint complaints "
        "ticket tickets model models base tiny medium turbo beta alpha demo pilot desktop cloud local custom common "
        "index readme internal external damaged unknown silent noisy daily weekly kanal lyd ljud opptak optagelse "
        "optagelser inspelning telefoni samtalar samtalen ärende arende ærende indgående utgående udgående march july "
        "tuesday morning marts norge danmark sverige norway denmark sweden svensk nordic south syd sør voice leader "
        "parquet"
    )
)


def find_in_paths(paths: list[str], language: Language, known: frozenset[str]) -> tuple[Reading, list[Finding]]:
    """Personal data in paths and in ids made of them, as a reading of them and disjoint findings in order.

    Names are looked for with blanks for what joins words in file names and between the humps of "KundeLeneHolm", and
    with capitals, which file names drop ("chat_jonas_holm"); everything else, such as mail addresses, as it is written.
    """
    reading = read(paths, language)
    found = [finding for finding in find(reading, known, talk=False) if finding.kind is not Kind.PERSON]
    spaced = _BLANK.sub(" ", _BREAK.sub(",", reading.text))
    for text, humps in dict(((spaced, []), _split(spaced))).items():  # without a hump both are the same
        titled = _WORD_START.sub(lambda match: match[0].upper(), text)
        starts = tuple(start + bisect_left(humps, start) for start in reading.starts)
        blanks = [hump + number for number, hump in enumerate(humps)]
        for finding in _people(make_reading(titled, starts, language), known):
            start, end = (place - bisect_left(blanks, place) for place in (finding.start, finding.end))
            found.append(Finding(start, end, finding.kind, finding.score))
    return reading, resolve(reading, [finding for finding in found if finding.kind in _KINDS], ())


def mask_path(path: str) -> str:
    """A path without personal data, as messages, logs and reports of what failed show it.

    Nothing says whose it is, so no erasure can reach it. Numbers of four digits or more go too, since they may be a
    customer's, but for dates, times and counters that begin with a zero.
    """
    reading, findings = find_in_paths([path], Language.EN, frozenset())
    numbers = [
        Finding(match.start(), match.end(), Kind.NUMBER, _UNSURE)
        for match in _NUMBER.finditer(reading.text)
        if match["nobodys"] is None
    ]
    return _replaced(reading, resolve(reading, [*findings, *numbers], ()))


def record_path(path: str) -> str:
    """A path as a record shows it, by which a person finds the file: with its numbers.

    That of a record may differ still: there the language and the names of the speakers are known.
    """
    return _replaced(*find_in_paths([path], Language.EN, frozenset()))


def redact_path(path: str, key: SiteKey) -> str:
    """The same as a name for something: a code at the end keeps two apart in which something was replaced."""
    masked = record_path(path)
    return masked if masked == path else f"{masked}~{key.hmac('id', path)[:ID_SUFFIX_DIGITS]}"


def _replaced(reading: Reading, findings: Sequence[Finding]) -> str:
    values = [(finding.kind, reading.text[finding.start : finding.end]) for finding in findings]
    return "".join(replace(reading, findings, Placeholders(reading.text, values)))


def _split(text: str) -> tuple[str, list[int]]:
    """A text with a blank before every hump, and the places of the humps before that."""
    return _HUMP.sub(" ", text), [match.start() for match in _HUMP.finditer(text)]


def _people(reading: Reading, known: frozenset[str]) -> Iterator[Finding]:
    """What is found in paths, names with the family name before them; a word of English alone is none ("german").

    "Agent" is followed by a name in what people say, in the names of files by anything ("agent-summary").
    """
    ordinary = lexicon(Language.EN).words - known
    family, plain = lexicon(reading.language).family, _plain(reading.language)
    yield from (finding for finding in find(reading, known, talk=False) if finding.kind is not Kind.PERSON)
    # Not the people of `find`: "Gurli Vestergård 2" is an address there, and in the name of a file a second call.
    for finding in resolve(reading, find_people(reading, known), find_masks(reading)):
        found = reading.low[finding.start : finding.end]
        if found in ordinary or all(word in plain and word not in known for word in _WORD.findall(found)):
            continue
        low = reading.low[max(0, finding.start - _LONGEST) : finding.start]
        before = _WORD_BEFORE.search(low)
        if before and (before[0] in family or not (before[0] in plain or before[0] in every_word())):
            start = finding.start - len(low) + before.start()
            yield Finding(start, finding.end, finding.kind, finding.score)
        else:
            yield finding


@cache  # of large sets, and asked for every path
def _plain(language: Language) -> frozenset[str]:
    """The words that are nobody's name in a path."""
    names = lexicon(language)
    return (every_word() - names.given - names.family) | _FILE_WORDS
