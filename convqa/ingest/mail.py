"""What somebody wrote in a mail, without the mails that their program quoted below, above or between it.

Words of another in somebody's mouth would be scored as theirs; but somebody's own words must never be lost. So only
what mail programs write is taken for the head of a quote, never a mere sentence, and where nothing of one's own stands
above such a head, what is below it stays: it may be a mail that was passed on, or an answer written under the quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Mail", "folded", "own_words"]

_LINE = 300
_LINES_OF_HEAD = 3
_LINES_OF_BLOCK = 9
_WORDY, _COMPARED = 12, 72  # characters: what is shorter than the first is in any text; the second is enough to tell

_MARKED = re.compile(r"#{1,3}\s?-{1,3}\s?\S.{5,150}\S\s?-{1,3}\s?#{1,3}")
_MARKER_WORDS = re.compile(
    r"(?:please |(?:vær |var )?(?:så )?(?:venlig(?:st)?|vennlig(?:st)?|vänlig(?:en)?)(?: at)? )?"
    r"(?:(?:type|write|enter) your reply above this line|reply above this line"
    r"|(?:skriv|indtast) (?:dit svar|svaret) (?:over|ovenfor|oven over) denne linje"
    r"|skriv (?:inn )?(?:svaret ditt|ditt svar|svaret) (?:over|ovenfor) denne linjen?"
    r"|skriv (?:inn )?svaret ditt over denne lina"
    r"|(?:skriv|ange) (?:ditt )?svar(?:et)? (?:ovanför|över) (?:denna|den här) (?:rad|raden|linje|linjen))\.?"
)
_WROTE = re.compile(r"\b(?:wrote|skrev|skreiv)\b", re.IGNORECASE)
_ADDRESS = r"(?:<[^<>\s]{1,120}@[^<>\s]{1,120}>|\[mailto:[^\[\]\s]{3,120}\])"
# A program names whom it quotes beside the verb; a person who tells of a mail writes "skrev jeg til".
_SENDER = re.compile(
    rf"(?:{_ADDRESS}\W{{0,3}}(?:wrote|skrev|skreiv)|\b(?:skrev|skreiv)\s"
    rf"(?!(?:jeg|jag|eg|vi|me|i|ni|de|du|dere|dykk|han|hun|hon|ho|man|min|mit|mitt)\b)[^:]{{0,120}}?{_ADDRESS})\W{{0,4}}:$",
    re.IGNORECASE,
)
_SENDER_FIRST = re.compile(rf"[^.!?,;:<>]{{1,60}}{_ADDRESS}\s(?:wrote|skrev|skreiv)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DAY = re.compile(
    r"(?:on|den|mon|tue|wed|thu|fri|sat|sun|man|mån|tir|tis|tys|ons|tor|fre|lør|lau|lör|søn|sun|sön)[^\W\d_]{0,6}\b"
    r"|\d{1,2}[./ ]|\d{4}-",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[-_*]{2,20}\s?(?:original (?:message|e?-?mail|appointment)|oprindelig (?:meddelelse|besked|mail|e-mail)"
    r"|(?:opprinnelig|opprinneleg) (?:melding|e-post)|ursprungligt meddelande|originalmeddelande)\s?[-_*]{2,20}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=*]{3,200}")
_LABEL = re.compile(r"\W{0,4}(?P<word>[^\W\d_]{2,9})\s?\*{0,2}\s?:\*{0,2}")
_LABELS = {
    **dict.fromkeys(("from", "fra", "frå", "från"), "from"),
    **dict.fromkeys(("sent", "date", "sendt", "dato", "skickat", "datum"), "sent"),
    **dict.fromkeys(("subject", "emne", "ämne"), "subject"),
}


class Mail(NamedTuple):
    """One's own words, and whether anything was cut."""

    text: str
    cut: bool


class _Head(NamedTuple):
    """The head of a quote ("Den … skrev …:"): how many lines it takes, and whether an address is in it."""

    lines: int
    addressed: bool


def folded(text: str) -> str:
    """The form in which a quote and what it quotes are compared: case, line breaks and quote marks do not count."""
    return " ".join(text.replace(">", " ").casefold().split())


def own_words(text: str, earlier: str = "") -> Mail:
    """Cut what a mail quotes.

    Args:
        text: the mail, with line breaks.
        earlier: `folded` text of earlier mails of the same thread. What looks like a quote, but could as well be
            written by hand, is one if it stands there.

    Linear in the length of the text.
    """
    lines = text.split("\n")
    kept: list[str] = []
    cut = own = False
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            kept.append("")
            at += 1
            continue
        if _is_marker(line):
            cut = True
            if own:
                break
            at += 1
            continue
        head = _head(lines, at)
        if head is not None:
            after = _next_words(lines, at + head.lines)
            if after < len(lines) and lines[after].lstrip().startswith(">"):
                cut, at = True, _end_of_run(lines, after)
                continue
            if own and (head.addressed or _stands_in(lines[after : after + _LINES_OF_BLOCK], earlier)):
                cut = True
                break
        elif line.startswith(">"):
            end = _end_of_run(lines, at)
            if _stands_in(lines[at:end], earlier):
                cut = True
            else:
                kept += lines[at:end]
                own = True
            at = end
            continue
        elif own and (_ORIGINAL.fullmatch(line[:_LINE]) or _is_block(lines, at)):
            cut = True
            break
        kept.append(lines[at])
        own = own or not (_RULE.fullmatch(line) or _ORIGINAL.fullmatch(line[:_LINE]))
        at += 1
    while cut and kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip())):
        kept.pop()
    return Mail(text="\n".join(kept).strip() if cut else text, cut=cut)


def _is_marker(line: str) -> bool:
    """Whether a line is the one above which a help desk asks for the reply."""
    if len(line) > _LINE:
        return False
    bare = line.lstrip("> ")
    return bool(_MARKED.fullmatch(bare) or _MARKER_WORDS.fullmatch(bare.strip("#-=*_ ").casefold()))


def _head(lines: Sequence[str], at: int) -> _Head | None:
    """The head of a quote that begins at a line; programs wrap it, but only one that opens with a day is joined."""
    joined = ""
    for count in range(1, _LINES_OF_HEAD + 1):
        line = lines[at + count - 1].strip().lstrip("> *") if at + count <= len(lines) else ""
        joined = f"{joined} {line}".strip()
        if not line or len(joined) > _LINE:
            return None
        if count > 1 and (_DAY.match(line) and _YEAR.search(line)):
            return None  # the head begins here, and what is above it is one's own
        dated = _YEAR.search(joined) is not None
        opens = dated and _DAY.match(joined) is not None
        if joined.endswith(":") and _WROTE.search(joined):
            addressed = dated and (_SENDER.search(joined) if opens else _SENDER_FIRST.match(joined)) is not None
            return _Head(lines=count, addressed=addressed) if opens or addressed else None
        if not opens:
            return None
    return None


def _is_block(lines: Sequence[str], at: int) -> bool:
    """Whether From, Sent and Subject with an address stand here, as Outlook heads what it quotes."""
    first = _LABEL.match(lines[at][:_LINE])
    if first is None or _LABELS.get(first["word"].casefold()) != "from":
        return False
    block = [line[:_LINE] for line in lines[at : at + _LINES_OF_BLOCK]]
    found = {_LABELS.get(match["word"].casefold()) for line in block if (match := _LABEL.match(line)) is not None}
    return {"from", "sent", "subject"} <= found and any("@" in line for line in block)


def _next_words(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _end_of_run(lines: Sequence[str], at: int) -> int:
    """Where quoted lines that begin here end; blank lines between them belong to them."""
    end = at
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(">"):
            end = at + 1
        elif line:
            break
        at += 1
    return end


def _stands_in(lines: Sequence[str], earlier: str) -> bool:
    """Whether the first lines with words were written before, in a mail of the same thread."""
    compared = 0
    for line in lines[:_LINES_OF_BLOCK]:
        words = folded(line[:_LINE])
        if not words:
            continue
        if words not in earlier:
            return False
        compared += len(words)
        if compared >= _COMPARED:
            break
    return compared >= _WORDY
