"""The first page of the HTML report laid out: counts, charts, flags, and the list of conversations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from convqa import codebook
from convqa.assessment import Assessment
from convqa.conversation import Language
from convqa.drift import Drift
from convqa.report.overview import BINS, EFFORTS, Overview
from convqa.report.texts import Texts

__all__ = ["Bar", "Count", "Cover", "Item", "MeanRow", "Shown", "cover", "item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the histogram: totals from `low` up to `high`, `height` in percent of the tallest."""

    low: int
    high: int
    n: int
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A named count of conversations; `width` is their share in percent, `code` is to filter by."""

    code: str
    name: str
    n: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanRow:
    """A rating's mean; places in percent of the scale, `None` and `words` only where it is withheld."""

    name: str
    n: str
    words: str
    mean: str = ""
    interval: str = ""
    place: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How many conversations are shown in full, of how many."""

    total: int
    flagged: int
    ordinary: int

    @property
    def all(self) -> bool:
        """Whether none is left out."""
        return self.flagged + self.ordinary == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page. `drift` is a sentence, `None` where the batch is like what the model was tested on."""

    drift: str | None
    tiles: tuple[tuple[str, str, str], ...]
    languages: tuple[Count, ...]
    bars: tuple[Bar, ...]
    bars_described: str
    means: tuple[MeanRow, ...]
    good: tuple[Count, ...]
    look: tuple[Count, ...]
    processes: tuple[Count, ...]
    resolutions: tuple[Count, ...]
    efforts: tuple[tuple[str, str], ...]
    shown: str
    versions: tuple[str, ...]
    flag_choices: tuple[tuple[str, str], ...]
    language_choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A conversation in the list; `flags` are (code, name, good), `search` is what a search looks at."""

    anchor: str
    id: str
    language: str
    language_name: str
    totals: tuple[str, ...]
    resolution: str
    flags: tuple[tuple[str, str, bool], ...]
    search: str


def cover(overview: Overview, say: Texts, *, shown: Shown, failed: int | None, drift: Drift | None = None) -> Cover:
    """Lay out the first page; `failed` is `None` where the caller did not say how many inputs failed."""
    bars, n = _bars(overview), overview.conversations
    flags = sorted({*overview.good, *overview.look}, key=lambda code: say.name("flag", code))
    languages = [language for language in Language if overview.languages[language]]
    return Cover(
        drift=None if drift is None else _drift(drift, say),
        tiles=_tiles(overview, say, failed),
        languages=_counts(
            Counter({language.value: count for language, count in overview.languages.items()}), "language", say, of=n
        ),
        bars=bars,
        bars_described=", ".join(
            say.say("overview", "total_range", low=bar.low, high=bar.high, n=say.count(bar.n)) for bar in bars
        ),
        means=tuple(_mean(overview, name, say) for name in codebook.RATINGS),
        good=_counts(overview.good, "flag", say, of=n),
        look=_counts(overview.look, "flag", say, of=n),
        processes=_counts(overview.process_failures, "process_failure", say, of=n),
        resolutions=_counts(overview.resolutions, "resolution", say, of=n, order=codebook.RESOLUTIONS),
        efforts=tuple(_effort(overview, name, say) for name in EFFORTS),
        shown=_shown(shown, say),
        versions=tuple(sorted(overview.versions)),
        flag_choices=tuple((code, say.name("flag", code)) for code in flags),
        language_choices=tuple((language.value, say.name("language", language)) for language in languages),
    )


def item(assessment: Assessment, say: Texts, *, number: int) -> Item:
    """A conversation as the list shows it; `number` is its place among those shown, from 1."""
    info = assessment.conversation
    cards = assessment.scorecards
    flags = (*(flag for card in cards for flag in card.flags), *assessment.flags)
    named = {flag.name: flag.severity == "good" for flag in flags}
    return Item(
        anchor=f"c{number}",
        id=info.id,
        language=info.language.value,
        language_name=say.name("language", info.language),
        totals=tuple(say.number(card.total, 1) for card in cards if card.total is not None),
        resolution=say.name("resolution", assessment.outcome.resolution.value or "unclear"),
        flags=tuple(
            (name, say.name("flag", name), good) for name, good in sorted(named.items(), key=lambda pair: not pair[1])
        ),
        search=" ".join((info.id, info.source, *(card.agent_id for card in cards))).lower(),
    )


def _tiles(overview: Overview, say: Texts, failed: int | None) -> tuple[tuple[str, str, str], ...]:
    unknown = overview.unknown_agents
    tiles = [
        (say.count(overview.conversations), say.say("overview", "conversations"), ""),
        (say.count(overview.scorecards), say.say("overview", "scorecards"), ""),
        (
            say.count(len(overview.agents)),
            say.say("overview", "agents"),
            say.say("overview", "agents_help", n=say.count(unknown)) if unknown else "",
        ),
        (say.count(overview.unrated), say.say("overview", "unrated"), say.say("overview", "unrated_help")),
    ]
    if failed is not None:
        tiles.append((say.count(failed), say.say("overview", "failed"), ""))
    return tuple(tiles)


def _bars(overview: Overview) -> tuple[Bar, ...]:
    tallest = max(overview.totals.values(), default=0)
    if not tallest:
        return ()
    step = 100 // BINS
    return tuple(
        Bar(
            low=step * place,
            high=100 if place == BINS - 1 else step * (place + 1) - 1,
            n=overview.totals[place],
            height=round(overview.totals[place] / tallest * 100, 2),
        )
        for place in range(BINS)
    )


def _counts(
    counter: Counter[str], section: str, say: Texts, *, of: int, order: tuple[str, ...] = ()
) -> tuple[Count, ...]:
    """Counts of conversations `of` so many, the most common first or in a given order."""
    codes = order or sorted(counter, key=lambda code: (-counter[code], code))
    return tuple(
        Count(
            code=code,
            name=say.name(section, code),
            n=say.count(counter[code]),
            width=round(counter[code] / max(of, 1) * 100, 2),
        )
        for code in codes
    )


def _mean(overview: Overview, code: str, say: Texts) -> MeanRow:
    mean, name = overview.mean(code), say.name("rating", code)
    n = say.count(mean.n)
    if mean.mean is None or mean.low is None or mean.high is None:
        return MeanRow(name=name, n=n, words=say.say("overview", "too_few", n=n, least=overview.least))
    shown, low, high = (say.number(value) for value in (mean.mean, mean.low, mean.high))
    return MeanRow(
        name=name,
        n=n,
        words=say.say("overview", "mean_of", mean=shown, low=low, high=high, n=n),
        mean=shown,
        interval=f"{low}–{high}",
        place=_percent(mean.mean),
        low=_percent(mean.low),
        high=_percent(mean.high),
    )


def _effort(overview: Overview, name: str, say: Texts) -> tuple[str, str]:
    conversations = say.count(overview.effort_conversations[name])
    times = say.count(overview.effort_times[name])
    words = say.say("overview", "effort_count", conversations=conversations, times=times)
    return say.name("effort", name), words


def _drift(drift: Drift, say: Texts) -> str:
    names = [
        say.say("reading", "satisfaction") if code == "satisfaction" else say.name("rating", code)
        for code in drift.indices
    ]
    return say.say("page", "drift", n=say.count(drift.conversations), ratings=", ".join(names).lower())


def _shown(shown: Shown, say: Texts) -> str:
    if shown.all:
        return say.say("list", "shown_all", n=say.count(shown.total))
    return say.say(
        "list",
        "shown_some",
        n=say.count(shown.total),
        shown=say.count(shown.flagged + shown.ordinary),
        flagged=say.count(shown.flagged),
        ordinary=say.count(shown.ordinary),
    )


def _percent(value: float) -> float:
    return round((value - 1) * 25, 2)
