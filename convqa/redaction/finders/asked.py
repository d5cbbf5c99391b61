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
    "skal bruge|sig mig|læs|læse|hvad er|hvilket|hvad står|får jeg|kan du gi|oppgi|opplys|opplyse|trenger|hva er|"
    "hva står|kan du lese|kan eg få|får eg|kva er|kva står|treng|oppgje|kan jag få|får jag|uppge|uppger|behöver|vad är|"
    "vad står|kan du läsa|can i|could i|may i|can you|could you|what's|what is|do you have|have you got|need|give me|"
    "read me|tell me|read out"
)
_REQUEST = re.compile(rf"(?<!\w){any_of(_REQUESTS.split('|'))}(?!\w)")


def find_requests(reading: Reading, words: re.Pattern[str]) -> Iterator[tuple[re.Match[str], list[tuple[int, int]]]]:
    """Turns that ask for what one of the words names: its first match, and where the beginnings of the replies stand.

    A turn asks with a question mark or with the wording of a request, which speech recognition leaves alone.
    """
    low, starts = reading.low, reading.starts
    for number, start in enumerate(starts):
        end = reading.turn_end(start)
        match = words.search(low, start, end)
        if match and (low.find("?", match.end(), end) >= 0 or _REQUEST.search(low, start, end)):
            following = [(reply, reading.turn_end(reply)) for reply in starts[number + 1 : number + 1 + REPLIES]]
            first = [(reply, min(end, reply + MAX_REPLY)) for reply, end in following[:1]]
            later = [(reply, end) for reply, end in following[1:] if end - reply <= MAX_LATER]
            # Where a placeholder stands, what was asked for was said: the rest was not asked for.
            yield match, list(takewhile(lambda reply: not reading.answered(*reply), first + later))
