"""`convqa evaluate`: how far the machine agrees with people who reviewed the same conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convqa.cli.loading import Loaders, site_redactor
from convqa.cli.outputs import STANDARD_OUTPUT, check_outputs
from convqa.cli.progress import watched_terminal, with_progress
from convqa.cli.reading import READ_FILE, ingest_options, reading_options
from convqa.cli.reviewing import REVIEWS_PLACE, Wanted, read_all, review_map_option
from convqa.cli.streams import show
from convqa.errors import InputError, UsageError

if TYPE_CHECKING:
    from convqa.conversation import Transcript
    from convqa.evaluation import Scored
    from convqa.pipeline import Classifier, Pipeline
    from convqa.redaction import Redactor
    from convqa.reviews import Review

__all__ = ["EvaluateRequest", "evaluate", "run"]

_LISTED = 20
"""So many reviews without a conversation are named; of a whole year of reviews the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateRequest:
    """The call, as click has read it; `columns` is `--map`, `as_json` is `--json`, `review_map` each `--review-map`."""

    reviews: Path
    inputs: tuple[str, ...]
    records: Path | None
    review_map: tuple[str, ...]
    as_json: Path | None
    columns: str | None
    language: str | None
    channel: str | None
    agent: str | None
    encoding: str | None
    model: Path | None
    calibration: Path | None
    rubric: Path | None
    key_file: Path | None
    workers: int
    quiet: bool
    names_models: tuple[str, ...] = ()


@click.command(short_help="Compare the machine with people's reviews.")
@click.argument("reviews", type=REVIEWS_PLACE, metavar="REVIEWS")
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--records", type=READ_FILE, metavar="FILE.jsonl",
              help="Instead of INPUT: records that convqa score --output wrote.")  # fmt: skip
@review_map_option
@click.option("--json", "as_json", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write all figures for programs.")  # fmt: skip
@reading_options
@click.option("--calibration", type=READ_FILE, metavar="FILE", help="Your site's calibration, from convqa calibrate.")
@click.option("--rubric", type=READ_FILE, metavar="FILE", help="Your company's rubric, instead of the shipped one.")
@click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key, as for the records.")
@click.option("--quiet", is_flag=True, help="No tables and no progress; what could not be used is still listed.")
@click.pass_context
def evaluate(context: click.Context, /, **options: Any) -> None:
    """Compare the machine with people who reviewed the same conversations.

    REVIEWS is a file or folder of evaluations: a table with --review-map, evaluation forms of Amazon Connect or
    Genesys Cloud, or the codebook's form. INPUT are the conversations, scored now; or --records says what was scored
    before. Prints agreement with people, each figure with its n and interval. Exit code 1 if something could not be
    used, 2 if the call was wrong or nothing could.
    """
    context.exit(run(EvaluateRequest(**options), (context.obj or Loaders()).classifier))


def run(request: EvaluateRequest, load_classifier: Callable[[Path | None, Path | None], Classifier]) -> int:
    """Do what the call asks; returns the exit code.

    Raises:
        UsageError, RubricError, ModelError: the call was wrong, nothing could be compared, or the output cannot be
            written.
        BrokenPipeError: the reader of standard output left.
    """
    _check(request)

    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.cli.evaluation_results import Results
    from convqa.cli.evaluation_tables import evaluation_tables
    from convqa.cli.failures import sentence
    from convqa.evaluation import match
    from convqa.report.writers import write_text
    from convqa.reviews import latest

    redactor = site_redactor(request.key_file, request.names_models)
    key = redactor.key
    said = read_all(request.reviews, request.review_map, key)
    kept, replaced = latest(said.reviews)
    said = replace(said, reviews=tuple(kept), replaced=said.replaced + replaced)
    run_ = _Run(redactor=redactor)
    if said.reviews:
        names = [review.conversation for review in said.reviews]
        source = (
            _records(request.records)
            if request.records
            else run_.inputs(request, Wanted(names, redactor), load_classifier)
        )
        for one in with_progress(source, None if request.quiet else watched_terminal()):
            run_.take(one)
    matched = match(said.reviews, run_.scored, key)
    results = Results.of(said, matched, run_.scored, run_.unreviewed(said.reviews))
    lost = matched.problems()
    problems = [*said.problems, *run_.problems, *lost[:_LISTED]]
    for problem in problems:
        click.echo(sentence(problem, run_.places), err=True)
    if len(lost) > _LISTED:
        click.echo(f"{len(lost) - _LISTED:,} more reviews could not be used in whole; --json lists them all.", err=True)
    if request.as_json is not None:
        write_text(request.as_json, results.text())
    if not matched.reviews:
        raise UsageError("No review could be compared with a conversation.")
    if not request.quiet:
        show(evaluation_tables(results))
    return 1 if problems else 0


def _check(request: EvaluateRequest) -> None:
    if request.records is None and not request.inputs:
        raise UsageError("Name the conversations that were reviewed, or with --records the file of their records.")
    if request.records is not None:
        if request.inputs:
            raise UsageError("Name conversations or --records, not both.")
        given = {
            "--model": request.model,
            "--calibration": request.calibration,
            "--rubric": request.rubric,
            "--names-model": request.names_models or None,
        }
        wrong = [option for option, value in given.items() if value is not None]
        if wrong:
            raise UsageError(f"{wrong[0]} says how to score, and --records says what was scored; leave one out.")
    if request.as_json is not None:
        if request.as_json == STANDARD_OUTPUT:
            raise UsageError("--json cannot be standard output, where the tables go; name a file.")
        kept = (request.reviews, request.records, request.calibration, request.rubric, request.key_file)
        check_outputs({"--json": request.as_json}, request.inputs, [path for path in kept if path])


def _records(path: Path) -> Iterator[Scored | InputError]:
    from convqa.evaluation import read_records

    return read_records(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unreviewed:
    id: str


@dataclass(slots=True, kw_only=True)
class _Run:
    """What the conversations of a run came to."""

    redactor: Redactor
    scored: list[Scored] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    _passed: list[str] = field(default_factory=list)

    def inputs(
        self, request: EvaluateRequest, wanted: Wanted, load: Callable[[Path | None, Path | None], Classifier]
    ) -> Iterator[Scored | _Unreviewed | InputError]:
        """Conversations that are scored now, if somebody reviewed them."""
        from convqa.batch import assess_all
        from convqa.cli.failures import Places
        from convqa.evaluation import Scored
        from convqa.ingest import find_all, read_sources

        options = ingest_options(
            columns=request.columns,
            language=request.language,
            channel=request.channel,
            agent=request.agent,
            encoding=request.encoding,
        )
        found = find_all(request.inputs)
        self.places |= Places(found)
        pipeline = _pipeline(request, self.redactor, load)

        def assess(transcript: Transcript) -> Scored | _Unreviewed:
            name, shown_id = wanted.look_up(transcript)
            if name is None:
                return _Unreviewed(id=shown_id)
            return Scored.of(pipeline.assess(transcript), transcript.id)

        with closing(assess_all(read_sources(found, options), assess, workers=request.workers)) as results:
            yield from results

    def take(self, one: Scored | _Unreviewed | InputError) -> None:
        """Put a result where it belongs."""
        if isinstance(one, InputError):
            self.problems.append(one)
        elif isinstance(one, _Unreviewed):
            self._passed.append(one.id)
        else:
            self.scored.append(one)

    def unreviewed(self, reviews: Iterable[Review]) -> list[str]:
        """The conversations that no review speaks of."""
        from convqa.redaction import redact_id
        from convqa.reviews import Names

        written = [review.conversation for review in reviews]
        names = Names([*written, *(redact_id(name, self.redactor.key) for name in written)])
        rest = (one.id for one in self.scored if names.find(one.id) is None and names.find(one.raw_id) is None)
        return sorted([*self._passed, *rest])


def _pipeline(
    request: EvaluateRequest, redactor: Redactor, load: Callable[[Path | None, Path | None], Classifier]
) -> Pipeline:
    from convqa.pipeline import Pipeline
    from convqa.rubric import load_rubric

    classifier = load(request.model, request.calibration)
    return Pipeline(classifier=classifier, rubric=load_rubric(request.rubric), redactor=redactor)
