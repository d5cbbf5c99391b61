"""The HTML report: one file that opens from disk, with nothing outside it and no network.

The page's own policy forbids every connection and every script and style but its own two, which it
names by hash, so that no text of a conversation could ever run. Without scripts it is a plain long
page; with them it shows one conversation at a time and filters the list.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from convqa.assessment import Assessment
from convqa.conversation import Language
from convqa.drift import Drift
from convqa.report.assets import asset, policy
from convqa.report.cover import Shown, cover, item
from convqa.report.overview import Overview
from convqa.report.page import conversation_view
from convqa.report.sample import Sample
from convqa.report.texts import texts
from convqa.report.writers import FileWriter, naming_trouble
from convqa.rubric import Thresholds

__all__ = ["LIMIT", "HtmlReport"]

LIMIT = 500
"""How many conversations are shown in full; the figures always cover all (see `sample`)."""


class HtmlReport(FileWriter):
    """One self-contained HTML file.

    Args:
        path: the file to write.
        language: of the page; `None` means the most common language of the conversations. Reasons
            and feedback are taken to be in this language too where it is given, else in each
            conversation's own.
        limit: how many conversations are shown in full.
        thresholds: of the rubric, which say from when on a turn of a recording is badly heard.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        *,
        language: Language | None = None,
        limit: int = LIMIT,
        thresholds: Thresholds | None = None,
    ) -> None:
        super().__init__(path)
        self._language = language
        self._thresholds = thresholds or Thresholds()
        self._overview = Overview()
        self._failed: int | None = None
        self._drift: Drift | None = None
        with naming_trouble(path):
            self._sample = Sample(limit=limit, folder=path.parent)

    def close(self, *, failed: int | None = None, drift: Drift | None = None) -> None:
        """Lay the page out and finish the file.

        Args:
            failed: how many inputs could not be read; `None` leaves it out of the page.
            drift: how the batch lies far from what the model was tested on; `None` where it does not.

        Raises:
            UsageError: the file cannot be written.
        """
        self._failed, self._drift = failed, drift
        super().close()

    def _write(self, assessment: Assessment) -> None:
        self._overview.add(assessment)
        self._sample.offer(assessment)

    def _finish(self) -> None:
        say = texts(self._language or self._overview.main_language())
        places = self._sample.draw()
        flagged = sum(place.flagged for place in places)
        shown = Shown(total=self._overview.conversations, flagged=flagged, ordinary=len(places) - flagged)
        layout = partial(
            conversation_view,
            last=len(places),
            words_language=self._language.value if self._language else None,
            thresholds=self._thresholds,
        )
        style, script = asset("convqa.report", "style.css"), asset("convqa.report", "script.js")
        chunks = (
            _environment()
            .get_template("page.html")
            .generate(
                say=say.say,
                language=say.language.value,
                cover=cover(self._overview, say, shown=shown, failed=self._failed, drift=self._drift),
                items=(item(self._sample.read(place), say, number=n) for n, place in enumerate(places, start=1)),
                conversations=(
                    layout(self._sample.read(place), say, number=n) for n, place in enumerate(places, start=1)
                ),
                style=style,
                script=script,
                policy=policy(style, script),
            )
        )
        with self.partial.open("w", encoding="utf-8", newline="\n") as page:
            page.writelines(chunks)
        self._sample.close()

    def _release(self) -> None:
        self._sample.close()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("convqa.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
