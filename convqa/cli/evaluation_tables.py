"""How far people and machine agree, as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from convqa.cli.counts import counted
from convqa.cli.evaluation_results import Results
from convqa.cli.reviewing import reading_remarks
from convqa.evaluation import FEWEST, Agreement, Figure

__all__ = ["evaluation_tables"]


def evaluation_tables(results: Results) -> RenderableType:
    """Ratings, total, choices, turns, people among themselves, languages; then what was done to the reviews."""
    wholes = [one for one in results.parts if not one.part.turns]
    ratings = [one for one in wholes if one.part.ordered]
    tables = [
        *([_ratings(ratings)] if ratings else []),
        *([_total(results)] if results.total[0] else []),
        *_plain("field", "n", [one for one in wholes if not one.part.ordered]),
        *_plain("label", "turns", [one for one in results.parts if one.part.turns]),
        *_among(wholes),
        *_languages(wholes),
    ]
    spaced = [part for table in tables for part in (table, Text(""))]
    lines = [Text(line, style="dim") for line in (*_legend(results), *_remarks(results))]
    return Group(Text(_heading(results)), Text(""), *spaced, *lines)


def _heading(results: Results) -> str:
    matched = results.matched
    who = f" by {counted(len(matched.reviewers), 'person', 'people')}" if matched.reviewers else ""
    return (
        f"Agreement with people: {' and '.join(results.models)} beside {counted(matched.reviews, 'review')} of "
        f"{counted(len(matched.conversations), 'conversation')}{who}"
    )


def _ratings(parts: Sequence[Agreement]) -> Table:
    table = _table("rating", "n", "kappa", "alpha", "exact", "±1", "bias", "held")
    for one in parts:
        get = one.figures.get
        shares = (_share(get(name)) for name in ("exact", "within one"))
        table.add_row(
            one.part.name, f"{one.n:,}", _whole(get("kappa")), _whole(get("alpha")), *shares, _signed(get("bias")),
            _share(get("holds")),
        )  # fmt: skip
    return table


def _plain(what: str, counted: str, parts: Sequence[Agreement]) -> Iterator[Table]:
    """A table of parts that are no ratings, if there are some."""
    if not parts:
        return
    table = _table(what, counted, "kappa", "alpha", "exact")
    for one in parts:
        get = one.figures.get
        table.add_row(
            one.part.name, f"{one.n:,}", _whole(get("kappa")), _whole(get("alpha")), _share(get("exact"))
        )  # fmt: skip
    yield table


def _total(results: Results) -> Table:
    n, _, figures = results.total
    table = _table("total", "n", "rank correlation", "concordance", "bias in points")
    bias = figures.get("bias")
    table.add_row(
        "0-100", f"{n:,}", _whole(figures.get("rank")), _whole(figures.get("concordance")),
        "-" if bias is None or bias.value is None else f"{bias.value:+.1f} [{bias.low:+.1f}, {bias.high:+.1f}]",
    )  # fmt: skip
    return table


def _among(parts: Sequence[Agreement]) -> Iterator[Table]:
    """People with each other beside the machine with the same people, if two judged the same."""
    table = _table("judged by several", "n", "people: alpha", "exact", "machine: alpha", "exact")
    for one in parts:
        if one.among is not None:
            people, machine = one.among.people.get, one.among.machine.get
            table.add_row(
                one.part.name, f"{one.among.units:,}", _whole(people("alpha")), _share(people("exact")),
                _whole(machine("alpha")), _share(machine("exact")),
            )  # fmt: skip
    if table.row_count:
        yield table


def _languages(parts: Sequence[Agreement]) -> Iterator[Table]:
    names = sorted({language for one in parts for language in one.languages})
    table = _table("alpha by language (n)", *names)
    for one in parts:
        found = [one.languages.get(name) for name in names]
        cells = ["-" if some is None else f"{_value(some.figures['alpha'])} ({some.n:,})" for some in found]
        if one.languages:
            table.add_row(one.part.name, *cells)
    if names:
        yield table


def _legend(results: Results) -> Iterator[str]:
    yield (
        "In brackets 95 % intervals, from resampling conversations. kappa: Cohen's, of ratings with quadratic weights. "
        "alpha: Krippendorff's, of ratings ordinal. Both are 1 where all agree and 0 where they agree as by chance."
    )
    if any("holds" in one.figures for one in results.parts):
        yield (
            "±1: at most one step apart. bias: machine less people, in steps. held: how often the machine's interval "
            "holds the person's rating."
        )
    if results.total[0]:
        yield "rank correlation: Spearman's. concordance: Lin's, which is 1 only where both totals are equal."
    if any(one.among is not None for one in results.parts):
        yield (
            "Judged by several: of what two or more people judged, how far people agree with each other, and the "
            "machine with the same people."
        )
    if any(not one.figures for one in results.parts) or (results.total[0] and not results.total[2]):
        yield f"-: fewer than {FEWEST} conversations, so no figure; or not defined, as where all got the same."


def _remarks(results: Results) -> Iterator[str]:
    """What was done to the reviews, and what was not used."""
    said, matched, account = results.said, results.matched, results.said.account
    yield from reading_remarks(said)
    told = (
        ("Replaced by a later one of the same person about the same conversation", said.replaced),
        ("Compared, and made in calibration sessions", matched.sessions),
        ("Made with a machine's help, which people may have followed", account.assisted),
        *((f"Left out, {reason}", number) for reason, number in sorted(account.left_out.items())),
        ("Naming the only agent of a conversation otherwise than the transcript does", matched.otherwise),
        ("With a time that was not understood", account.undated),
    )
    for what, number in told:
        if number:
            yield f"{what}: {counted(number, 'review')}."
    if results.unreviewed:
        yield f"Without a review: {counted(len(results.unreviewed), 'conversation')}."
    if len(results.forms) > 1:
        yield f"The reviews fill in {len(results.forms)} forms; totals of different forms are not on one scale."


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for head in heads:
        table.add_column(
            head, justify="right" if head in ("n", "turns", "exact", "±1", "bias", "held") else "left", no_wrap=True
        )
    return table


def _whole(figure: Figure | None) -> str:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{_value(figure)} [{_bare(figure.low)}, {_bare(figure.high)}]"


def _value(figure: Figure) -> str:
    return "-" if figure.value is None else f"{figure.value + 0.0:.2f}"


def _share(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else f"{100 * figure.value:.0f}%"


def _signed(figure: Figure | None) -> str:
    return "-" if figure is None or figure.value is None else f"{figure.value:+.2f}"


def _bare(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.2f}"
