"""The tables of docs/privacy.md that say what the redactor misses, made of `convqa/redaction/figures.json`.

    python -m training.pii.privacy_page [--write]

Without `--write` it says whether they are as they should be. A table stands between `<!-- its name -->` and
`<!-- end -->`; what is around them is written by hand and names no figure.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from convqa.conversation import Language
from convqa.privacy.view import words
from convqa.redaction import Kind
from convqa.redaction.leak import IN_WORDS, ORIGINAL, SPEECH, Leak, Share, Thing, measured_leak, share
from training.pii.planted.report import LISTED, UNLISTED
from training.pii.styles import Style

__all__ = ["PAGE", "TABLES", "filled", "main"]

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
_BLOCK = re.compile(r"(?P<start><!-- (?P<name>\w+) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL)
_NUMBERS = {
    "national ok": "national identity numbers that pass their check",
    "national bad": "the same, failing it",
    "card ok": "payment cards that pass their check",
    "card bad": "the same, failing it",
    "account": "bank accounts",
    "iban": "IBANs",
    "phone": "phone numbers",
    "email": "email addresses",
    "ip": "internet addresses",
    "passport": "passport numbers",
    "birth": "dates of birth",
    "plate": "licence plates",
    "order": "order numbers",
    "customer": "customer numbers",
    "booking": "booking codes",
    "username": "user names",
}
_KEPT = {"company": "companies", "place": "places", "product": "products", "pet": "pets (which may be replaced)"}
_NEAR = {
    "number": "prices, dates, times, sizes, quantities",
    "company": "companies called after people",
    "product": "products called after people",
    "town": "towns",
    "month": "months",
    "word": "words that are names too",
    "pet": "pets (which may be replaced)",
}


def _sources(leak: Leak) -> Iterator[str]:
    names = share(leak.held_out.people, ORIGINAL)
    spoken = share(leak.held_out.people, SPEECH)
    low, high = names.interval
    texts = f"{leak.held_out.texts} conversations, {leak.blind.texts} passages, {leak.told.texts} with numbers as told"
    yield f"Redactor `{leak.redactor}`; {texts}. Of {names.n:,} places where somebody is named,"
    yield f"**{names.value:.3f} [{low:.3f}, {high:.3f}] were found**; in recognised speech, {spoken.value:.3f}."


def _kinds(leak: Leak) -> Iterator[str]:
    say = words(Language.EN)
    languages = [say.name("language", language) for language in Language]
    yield from _head("", "all", "95 %", *languages, "passages", "95 %")
    for thing in Thing:
        whole, short = leak.held_out.of(thing), leak.blind.of(thing)
        if whole.n or short.n:
            cells = (_of(leak.held_out.of(thing, language)) for language in Language)
            yield _row(say.say("thing", thing), *_with_interval(whole), *cells, *_with_interval(short))


def _styles(leak: Leak) -> Iterator[str]:
    say = words(Language.EN)
    yield from _head("names", "all", "95 %", *(say.name("language", language) for language in Language))
    groups = {"own": leak.held_out.people, "exchanged": leak.held_out.exchanged, "passages": leak.blind.people}
    for group, counts in groups.items():
        yield _row(f"**{say.say('leak', group)}**", *[""] * (2 + len(Language)))
        for style in say.sections["style"]:
            if style in counts:
                cells = (_of(share(counts, style, language)) for language in Language)
                yield _row(say.say("style", style), *_with_interval(share(counts, style)), *cells)


def _origins(leak: Leak) -> Iterator[str]:
    say, planted, filled_in = words(Language.EN), leak.planted.origins, leak.held_out.origins
    yield from _head("origin", "in sentences", "95 %", "of them on a list", "in conversations", "95 %")
    for origin in sorted(planted, key=lambda origin: (share(planted, origin).value or 0, origin)):
        whole = share(planted, origin)
        listed = f"{share(planted, origin, LISTED).n / whole.n:.2f}"
        cells = (*_with_interval(whole), listed, *_with_interval(share(filled_in, origin)))
        yield _row(say.say("name_origin", origin), *cells)
    listed = f"{share(planted, None, LISTED).n / share(planted).n:.2f}"
    yield _row("**all**", *_with_interval(share(planted)), listed, *_with_interval(share(filled_in)))


def _numbers(leak: Leak) -> Iterator[str]:
    numbers = leak.planted.numbers
    yield from _head("", "written", "95 %", "in words", "95 %")
    for kind, name in _NUMBERS.items():
        yield _row(
            name, *_with_interval(share(numbers, kind, "written")), *_with_interval(share(numbers, kind, "spoken"))
        )
    cells = (*_with_interval(share(numbers, None, "written")), *_with_interval(share(numbers, None, "spoken")))
    yield _row("**all**", *cells)


def _told(leak: Leak) -> Iterator[str]:
    say, found = words(Language.EN), leak.told.found
    yield from _head("", "all", "95 %", "of them in words", "95 %", *(say.name("language", one) for one in Language))
    names = {thing: say.say("thing", thing) for thing in Thing}
    for kind, name in names.items():
        spoken = share(found, kind + IN_WORDS)
        if (whole := share(found, kind) + spoken).n:
            cells = (_of(share(found, kind, one) + share(found, kind + IN_WORDS, one)) for one in Language)
            yield _row(name, *_with_interval(whole), *_with_interval(spoken), *cells)


def _told_styles(leak: Leak) -> Iterator[str]:
    say, counts = words(Language.EN), leak.told.others
    yield from _head("all but names", "all", "95 %", *(say.name("language", one) for one in Language))
    styles: Sequence[tuple[str | None, str]] = [(one, say.say("style", one)) for one in Style if one in counts]
    for style, name in [*styles, (None, "**all**")]:
        cells = (_of(share(counts, style, one)) for one in Language)
        yield _row(name, *_with_interval(share(counts, style)), *cells)


def _names(leak: Leak) -> Iterator[str]:
    names = leak.planted.names
    yield from _head("", *Style)
    for part, name in {
        LISTED: "every word of the name on the rules' lists",
        UNLISTED: "others",
        None: "**all**",
    }.items():
        yield _row(name, *(_of(share(names, part, style)) for style in Style))


def _right(leak: Leak) -> Iterator[str]:
    yield from _head(
        "", "conversations", "95 %", "the same in recognised speech", "passages", "95 %", "numbers as told", "95 %"
    )
    for kind in Kind:
        original, speech = (share(leak.held_out.right, style, kind) for style in (ORIGINAL, SPEECH))
        short, told = (share(one.right, None, kind) for one in (leak.blind, leak.told))
        if original.n or speech.n or short.n or told.n:
            yield _row(
                f"`{kind}`", *_with_interval(original), _of(speech), *_with_interval(short), *_with_interval(told)
            )


def _kept(leak: Leak) -> Iterator[str]:
    yield from _head("stay as they are", "conversations", "95 %", "passages", "95 %")
    for kind, name in _KEPT.items():
        cells = (cell for one in (leak.held_out, leak.blind) for cell in _with_interval(share(one.kept, kind)))
        yield _row(name, *cells)


def _touched(leak: Leak) -> Iterator[str]:
    yield from _head("near misses planted in sentences", "replaced", "95 %")
    for kind, name in _NEAR.items():
        yield _row(name, *_with_interval(share(leak.planted.touched, None, kind)))


def _causes(leak: Leak) -> Iterator[str]:
    yield from _head("missed", "conversations", "passages", "numbers as told")
    for what, name in {"person": "names", "other": "numbers, addresses and the like"}.items():
        tables = [one.missed[what] for one in (leak.held_out, leak.blind, leak.told)]
        yield _row(f"**{name}**", *(str(sum(table.values())) for table in tables))
        causes = {cause: [table.get(cause, 0) for table in tables] for table in tables for cause in table}
        for cause, counts in sorted(causes.items(), key=lambda item: (-sum(item[1]), item[0])):
            yield _row(cause, *map(str, counts))


TABLES: Mapping[str, Callable[[Leak], Iterable[str]]] = {
    "sources": _sources,
    "kinds": _kinds,
    "numbers": _numbers,
    "told": _told,
    "told_styles": _told_styles,
    "styles": _styles,
    "names": _names,
    "origins": _origins,
    "right": _right,
    "kept": _kept,
    "touched": _touched,
    "causes": _causes,
}
"""In the order in which they stand on the page."""


def _head(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield _row(*["---"] * len(heads))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _of(found: Share) -> str:
    return "–" if found.value is None else f"{found.value:.3f} of {found.n}"


def _with_interval(found: Share) -> Sequence[str]:
    low, high = found.interval
    return (_of(found), f"{low:.3f}–{high:.3f}" if found.n else "–")


def filled(page: str, leak: Leak) -> str:
    """A page with its tables made anew."""
    return _BLOCK.sub(lambda block: block["start"] + _body(block["name"], leak) + block["end"], page)


def _body(name: str, leak: Leak) -> str:
    return "".join(f"{line}\n" for line in TABLES[name](leak))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write them")
    options = parser.parse_args(arguments)
    page = PAGE.read_text(encoding="utf-8")
    new = filled(page, measured_leak())
    if options.write:
        PAGE.write_text(new, encoding="utf-8")
    elif new != page:
        sys.exit("The tables are not those of the figures; write them with --write.")


if __name__ == "__main__":
    main()
