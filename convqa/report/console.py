"""The table at the end of a run, for a terminal of 80 columns, in colour or not, in UTF-8 or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from convqa import codebook
from convqa.assessment import Assessment, Flag, Scorecard
from convqa.conversation import is_unknown
from convqa.drift import Drift

__all__ = ["MAX_ROWS", "Summary", "drift_sentence", "printable", "summary_table"]

MAX_ROWS = 40

_ID_WIDTH = 28  # at most two lines of a terminal of 80 columns, one of a wider one

_RATING_GROUPS = (codebook.RATINGS[:3], codebook.RATINGS[3:])
_HEAD = "CDR ocpxe"
_KEY = "C contact, D discover, R respond; o ownership, c clarity, p presence, x extra, e effort; - not rated"


class Summary:
    """A writer (see `convqa.report.writers.Writer`) that keeps the first rows and counts the rest.

    Only plain ASCII is added to what the record holds, so that it shows on any terminal. A long id is cut in
    its middle: the ends tell ids apart.

    Args:
        limit: how many rows are kept.
    """

    def __init__(self, *, limit: int = MAX_ROWS) -> None:
        self._limit = limit
        self._rows: list[tuple[str | Text, ...]] = []
        self._more = 0
        self._conversations = 0
        self._unrated = 0
        self._unknown = False
        self._flags: Counter[str] = Counter()

    def write(self, assessment: Assessment) -> None:
        """Add one conversation."""
        self._conversations += 1
        self._unrated += all(card.total is None for card in assessment.scorecards)
        names = dict.fromkeys(flag.name for card in assessment.scorecards for flag in card.flags)
        self._flags.update((names | dict.fromkeys(flag.name for flag in assessment.flags)).keys())
        self._unknown |= any(is_unknown(card.agent_id) for card in assessment.scorecards)
        for card in assessment.scorecards or (None,):
            if len(self._rows) < self._limit:
                self._rows.append(_row(assessment, card))
            else:
                self._more += 1

    def close(self) -> None:
        """Nothing is held open."""

    def discard(self) -> None:
        """Nothing is held open."""

    def table(self) -> RenderableType:
        """The rows, how many more there are, and what was counted; of no conversations only that."""
        if not self._conversations:
            return Text("0 conversations", style="dim")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
        table.add_column("conversation", overflow="fold", min_width=12, ratio=3)
        table.add_column("lg", width=2)
        table.add_column("agent", width=6)
        table.add_column("total", justify="right", width=5)
        table.add_column(_HEAD, width=len(_HEAD), no_wrap=True)
        table.add_column("resolution", width=10)
        table.add_column("flags", overflow="fold", min_width=14, ratio=3)
        for row in self._rows:
            table.add_row(*row)
        return Group(table, *(Text(line, style="dim") for line in self._footer()))

    def _footer(self) -> list[str]:
        lines = [f"... and {self._more} more"] if self._more else []
        lines.append(_KEY)
        if self._unknown:
            lines.append("? an agent whom the source does not name, known within one conversation only")
        counted = f"{self._conversations} {'conversation' if self._conversations == 1 else 'conversations'}"
        if self._unrated:
            counted += f", {self._unrated} not rated"
        if self._flags:
            flags = sorted(self._flags.items(), key=lambda pair: (-pair[1], pair[0]))
            counted += "; flags: " + ", ".join(f"{name} {n}" for name, n in flags)
        return [*lines, counted]


def summary_table(assessments: Iterable[Assessment], *, limit: int = MAX_ROWS) -> RenderableType:
    """The table of some assessments at once; see `Summary`."""
    summary = Summary(limit=limit)
    for assessment in assessments:
        summary.write(assessment)
    return summary.table()


def drift_sentence(drift: Drift) -> str:
    """What to say of a batch that lies far from the conversations that the model was tested on."""
    return (
        f"The ratings of this batch ({drift.conversations:,} rated conversations) lie far from those of our test "
        f"conversations, in {', '.join(drift.indices)}: how often the model agrees and how often its intervals hold is "
        "not known for conversations like these; have people review a random sample, and fit the intervals to their "
        "reviews with 'convqa calibrate' if they are not yet."
    )


def _row(assessment: Assessment, card: Scorecard | None) -> tuple[str | Text, ...]:
    total = card.total if card else None
    flags = (*(card.flags if card else ()), *assessment.flags)
    return (
        Text(_cut(printable(assessment.conversation.id))),
        assessment.conversation.language.value,
        Text(_agent(card.agent_id) if card else "-"),
        "-" if total is None else f"{total:.1f}",
        _ratings(card),
        Text(assessment.outcome.resolution.value or "unclear"),
        _flag_names(flags),
    )


def printable(text: str) -> str:
    """With control characters escaped: an id or a path comes from outside and must not steer the terminal."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _cut(text: str) -> str:
    return text if len(text) <= _ID_WIDTH else f"{text[:10]}...{text[13 - _ID_WIDTH :]}"


def _agent(agent_id: str) -> str:
    return "?" if is_unknown(agent_id) else agent_id[:6]


def _ratings(card: Scorecard | None) -> str:
    """The eight ratings as digits, in the order of the head."""
    groups = []
    for names in _RATING_GROUPS:
        ratings = [card.ratings.get(name) if card else None for name in names]
        groups.append("".join("-" if rating is None else str(rating.rating) for rating in ratings))
    return " ".join(groups)


def _flag_names(flags: Iterable[Flag]) -> Text:
    text = Text()
    good_first = sorted(flags, key=lambda flag: flag.severity != "good")
    for name, good in dict.fromkeys((flag.name, flag.severity == "good") for flag in good_first):
        text.append("" if not text else " ")
        text.append(name, style="green" if good else "")
    return text
