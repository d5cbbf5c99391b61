"""What a turn asks for, and the turns after it, where the answer stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from convqa.redaction.findings import Reading
from convqa.redaction.wordlist import any_of

__all__ = ["find_requests"]

REPLIES = 3  # "one moment", "take your time", "it's 4471"
MAX_REPLY = 200
MAX_LATER = 80  # a later turn that says more tells of something else
_REQUESTS = (
    "må jeg få|må jeg lige få|må jeg bede|kan jeg få|kan jeg lige få|kan du give|kan du lige|har du|oplys|oplyse|"
    "skal bruge|skal vi bruge|skal jeg bruge|skal kun bruge|skal vi ha|ska vi ha|må vi ha|må jeg vite|må eg vite|"
    "skal lige have|skal lige bruge|skal bare have|skal have din|skal have dit|skal ha din|skal ha ditt|"
    "skal bare ha|ska ha din|ska ha ditt|ska bara ha|hvor skal|kor skal|var ska|vart ska|where shall|where should|"
    "sig mig|læs|læse|hvad er|hvilket|hvad står|får jeg|kan du gi|oppgi|opplys|opplyse|trenger|hva er|"
    "hva står|kan du lese|kan eg få|får eg|kva er|kva står|treng|oppgje|kan jag få|får jag|uppge|uppger|behöver|vad är|"
    "vad står|kan du läsa|can i|could i|may i|can you|could you|what's|what is|do you have|have you got|need|give me|"
    "read me|tell me|read out|ange|angiv|oppge|skriv|please provide|type in"
)
_REQUEST = re.compile(rf"(?<!\w){any_of(_REQUESTS.split('|'))}(?!\w)")
_SENTENCE_END = re.compile(r"[.!?\n]\s")
_NOTHING_MORE = re.compile(r"[ .,:!]{0,3}(?:tak|takk|tack|please|thanks)?[ .:!]{0,3}(?:\^\w{1,12})?\s{0,3}")
_DENIED = re.compile(r"(?<![^\W_])(?:ingen|intet|inget|ikke|ikkje|inte|no|not|don't|ej)(?![^\W_])")
MAX_BEFORE = 30


def find_requests(reading: Reading, words: re.Pattern[str]) -> Iterator[tuple[re.Match[str], list[tuple[int, int]]]]:
    """Turns that ask for what one of the words names: its first match, and where the beginnings of the replies stand.

    A turn asks with a question mark, with the wording of a request, which speech recognition leaves alone, or in a
    last sentence that is little else than the word ("Name and order number.").
    """
    low, starts = reading.low, reading.starts
    for number, start in enumerate(starts):
        end = reading.turn_end(start)
        match = words.search(low, start, end)
        if match and (
            low.find("?", match.end(), end) >= 0 or _REQUEST.search(low, start, end) or _is_all(low, start, match, end)
        ):
            following = [(reply, reading.turn_end(reply)) for reply in starts[number + 1 : number + 1 + REPLIES]]
            first = [(reply, min(end, reply + MAX_REPLY)) for reply, end in following[:1]]
            later = [(reply, end) for reply, end in following[1:] if end - reply <= MAX_LATER]
            # Where a placeholder stands, what was asked for was said: the rest was not asked for.
            yield match, list(takewhile(lambda reply: not reading.answered(*reply), first + later))


def _is_all(low: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the turn ends after the word, in a sentence of few words."""
    if not _NOTHING_MORE.fullmatch(low, match.end(), end):
        return False
    first = max(start, match.start() - MAX_BEFORE)
    begins = first == start or _SENTENCE_END.search(low, first, match.start()) is not None
    return begins and _DENIED.search(low, first, match.start()) is None
