"""What the commands that read people's reviews share: the options, the reading, and which conversations are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from convqa.conversation import Transcript
    from convqa.redaction import Redactor, SiteKey
    from convqa.reviews import Found

__all__ = ["REVIEWS_PLACE", "Wanted", "read_all", "reading_remarks", "review_map_option"]

F = TypeVar("F", bound=Callable[..., Any])

REVIEWS_PLACE = click.Path(exists=True, path_type=Path)


def review_map_option(command: F) -> F:
    """Add `--review-map` to a command."""
    return click.option(
        "--review-map", multiple=True, metavar="FIELD=COLUMN@SCALE,...",
        help="Which column or question of your form is which field; may be given several times.",
    )(command)  # fmt: skip


def read_all(place: Path, review_map: Sequence[str], key: SiteKey) -> Found:
    """The reviews of a file or folder.

    Raises:
        UsageError: the map is not understood.
    """
    from convqa.reviews import ReviewOptions, parse_review_map, read_reviews

    options = ReviewOptions(review_map=parse_review_map(review_map) if review_map else None, key=key)
    return read_reviews(str(place), options)


def reading_remarks(said: Found) -> Iterator[str]:
    """What was done to reviews as they were read, and which of their questions were not used."""
    from convqa.reviews import shown

    for title in sorted(said.account.experimental):
        yield f"{title}: experimental, no real export was seen. Compare a few by eye."
    for field, scale in said.scales.items():
        yield f"{field} was moved linearly from {scale} to {'0..100' if field == 'total' else '1..5'}."
    unused, more = shown(said.unused)
    if said.unused:
        names = ", ".join(unused) + (f" and {more} more" if unused and more else "") or f"{more} questions"
        yield f"Not used, since the map does not name them: {names}."
    if said.missing:
        yield f"In the map, but in no review: {', '.join(said.missing)}."


class Wanted:
    """Which conversations were reviewed; asked on any thread.

    Args:
        names: their ids as the reviews write them.
        redactor: the site's; the ids that convqa makes of file names are made with it.
    """

    def __init__(self, names: Iterable[str], redactor: Redactor) -> None:
        from convqa.reviews import Names

        self._names, self._redactor = Names(names), redactor

    def look_up(self, transcript: Transcript) -> tuple[str | None, str]:
        """The reviews' way of writing the conversation's id (`None` where none speaks of it), and the id in its record.

        Raises:
            InputError: the id is made from the file's name, and the text is in no known language.
        """
        from convqa.pipeline import prepare
        from convqa.redaction import redact_id

        given = transcript.id_given
        recorded = redact_id(transcript.id, self._redactor.key) if given else prepare(transcript, self._redactor).id
        return self._names.find(transcript.id) or self._names.find(recorded), recorded
