"""`convqa privacy-report`: the papers on data protection, filled from the options that a run is given."""

from __future__ import annotations

from pathlib import Path

import click

from convqa.cli.loading import site_redactor
from convqa.cli.outputs import check_outputs
from convqa.cli.reading import LANGUAGE, READ_FILE, names_option
from convqa.cli.streams import say

__all__ = ["privacy_report"]

_FOLDER = click.Path(path_type=Path)


@click.command("privacy-report")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", required=True,
              help="Where the papers go; created where it is missing.")  # fmt: skip
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="The language of the papers.")
@click.option("--rubric", type=READ_FILE, metavar="FILE", help="Your company's rubric, instead of the shipped one.")
@click.option("--model", type=_FOLDER, metavar="FOLDER", help="Another model folder.")
@click.option("--calibration", type=READ_FILE, metavar="FILE", help="Your site's calibration, from convqa calibrate.")
@click.option("--evaluation", type=READ_FILE, metavar="FILE.json", help="Your figures, from convqa evaluate --json.")
@click.option("--key-file", type=READ_FILE, metavar="FILE", help="Your site's key for agent and customer keys.")
@names_option
@click.option("--recordings", is_flag=True, help="Recordings are heard too; else the papers are of text alone.")
@click.option("--speech-model", metavar="NAME", help="The model that hears them; else small. Implies --recordings.")
@click.option("--diarization-model", type=_FOLDER, metavar="FOLDER",
              help="Your own models for telling voices apart. Implies --recordings.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Write anew what is there already, filled in or not.")
def privacy_report(
    output: Path,
    language: str,
    rubric: Path | None,
    model: Path | None,
    calibration: Path | None,
    evaluation: Path | None,
    key_file: Path | None,
    names_models: tuple[str, ...],
    recordings: bool,
    speech_model: str | None,
    diarization_model: Path | None,
    overwrite: bool,
) -> None:
    """Draft an impact assessment and a sheet for employees.

    Give the options that you give to convqa score: versions, weights, what is replaced, how much slips through, and
    how far the machine agrees with whom are then those of your runs. What only you know is marked [[...]]. Each paper
    is written as Markdown and as a page to print.
    """
    kept = [path for path in (rubric, calibration, evaluation, key_file) if path is not None]
    check_outputs({"--output": output}, (), kept)

    # Heavy from here on; a wrong call and --help were answered without it.
    from convqa.conversation import Language
    from convqa.ingest.audio.whisper import DEFAULT_MODEL
    from convqa.privacy import PAPERS, Paper, Setup, Speech, write_papers

    redactor = site_redactor(key_file, names_models)
    speech = None
    if recordings or speech_model is not None or diarization_model is not None:
        named = Path(speech_model or DEFAULT_MODEL)
        speech = Speech(
            model=named.resolve().name if named.expanduser().is_dir() else str(named),
            voices=None if diarization_model is None else diarization_model.resolve().name,
        )
    setup = Setup.gather(
        rubric=rubric,
        model=model,
        calibration=calibration,
        evaluation=evaluation,
        own_key=key_file is not None,
        redactor=redactor.name,
        speech=speech,
    )
    papers = [Paper.make(name, setup, Language(language)) for name in PAPERS]
    for path in write_papers(output, papers, overwrite=overwrite):
        say(f"{path}\n")
