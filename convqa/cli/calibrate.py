"""`convqa calibrate`: fit probabilities and intervals to what people at a site said of their conversations."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.loading import Loaders, site_redactor
from convqa.cli.outputs import STANDARD_OUTPUT, check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import ingest_options, reading_options
from convqa.cli.reviewing import REVIEWS_PLACE, Wanted, read_all, review_map_option
from convqa.cli.streams import show
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.calibration import Model, Pair
    from convqa.conversation import Transcript
    from convqa.redaction import Redactor
    from convqa.reviews import Review

__all__ = ["CalibrateRequest", "calibrate", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrateRequest:
    """The call, as click has read it; `columns` is `--map`, `review_map` every `--review-map`."""

    reviews: Path
    inputs: tuple[str, ...]
    review_map: tuple[str, ...]
    output: Path
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    model: Path | None
    workers: int
    quiet: bool
    names_models: tuple[str, ...] = ()


@click.command(short_help="Fit intervals and probabilities to people's reviews.")
@click.argument("reviews", type=REVIEWS_PLACE, metavar="REVIEWS")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.json", required=True,
              help="Write the site's calibration, for convqa score --calibration.")  # fmt: skip
@review_map_option
@reading_options
@click.option("--quiet", is_flag=True, help="No tables and no progress; what could not be used is still listed.")
@click.pass_context
def calibrate(context: click.Context, /, **options: Any) -> None:
    """Fit probabilities and intervals to what people said of conversations.

    REVIEWS is a file or folder of reviews, one a conversation: JSON Lines in the codebook's compact form, an export, or
    a table with --review-map; INPUT the transcripts that were reviewed, matched by id. Prints how well the machine
    agrees with these reviews before and after. Exit code 1 if something could not be used, 2 if the call was wrong or
    nothing could.
    """
    context.exit(run(CalibrateRequest(**options), (context.obj or Loaders()).classifier))


def run(request: CalibrateRequest, load_model: Callable[[Path | None, Path | None], Model]) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError, ModelError, MissingExtraError: the call was wrong, no review could be used, or the output cannot
            be written.
        BrokenPipeError: the reader of standard output left.
    """
    if request.output == STANDARD_OUTPUT:
        raise UsageError("--output cannot be standard output, where the tables go; name a file.")
    check_outputs({"--output": request.output}, request.inputs, [request.reviews])

    from convqa.batch import assess_all
    from convqa.calibration import calibrate, require_solvers
    from convqa.cli.calibration_tables import calibration_tables
    from convqa.cli.failures import Places, sentence
    from convqa.evaluation import Loss
    from convqa.ingest import find_all, read_sources
    from convqa.report.writers import write_text
    from convqa.reviews import one_each

    require_solvers()
    options = ingest_options(
        columns=request.columns,
        language=request.language,
        channel=request.channel,
        agent=request.agent,
        encoding=request.encoding,
    )
    redactor = site_redactor(None, request.names_models)
    said = read_all(request.reviews, request.review_map, redactor.key)
    reviews, doubled = one_each(said.reviews)
    problems = [*said.problems, *doubled]
    found = find_all(request.inputs)
    matcher = _Matcher(reviews, load_model(request.model, None), redactor)
    pairs: dict[str, Pair] = {}
    with closing(assess_all(read_sources(found, options), matcher.pair, workers=request.workers)) as results:
        for result in with_progress(results, None if request.quiet else watched_terminal()):
            if isinstance(result, InputError):
                problems.append(result)
            elif result is not None and result[0] in pairs:
                problems.append(Loss.SEVERAL.of(reviews[result[0]]))
            elif result is not None:
                pairs[result[0]] = result[1]
    problems += [Loss.NO_CONVERSATION.of(review) for name, review in reviews.items() if name not in matcher.seen]
    where = Places(found)
    for problem in problems:
        click.echo(sentence(problem, where), err=True)
    if not pairs:
        raise UsageError(f"{request.reviews}: no review could be used, and nothing was written.")
    site = calibrate(list(pairs.values()), matcher.model.meta)
    write_text(request.output, site.text())
    if not request.quiet:
        show(calibration_tables(site))
    return 1 if problems else 0


class _Matcher:
    """Brings each conversation together with its review, on any thread."""

    def __init__(self, reviews: dict[str, Review], model: Model, redactor: Redactor) -> None:
        self._reviews, self._redactor = reviews, redactor
        self._wanted = Wanted(reviews, redactor)
        self.model = model
        self.seen: set[str] = set()

    def pair(self, transcript: Transcript) -> tuple[str, Pair] | None:
        """The review's name of the conversation, and both; `None` where nobody reviewed it.

        Raises:
            InputError: it is in none of the five languages, or the review does not fit it.
        """
        from convqa.calibration import pair
        from convqa.pipeline import prepare

        name, _ = self._wanted.look_up(transcript)
        if name is None:
            return None
        self.seen.add(name)
        return name, pair(prepare(transcript, self._redactor), self._reviews[name], self.model)
