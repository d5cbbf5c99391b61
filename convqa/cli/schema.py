"""`convqa schema`: what a record looks like, for programs that read it."""

from __future__ import annotations

import json

import click

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print the JSON Schema of the assessment record."""
    from convqa.report.schema import schema as record_schema

    click.echo(json.dumps(record_schema(), ensure_ascii=False, indent=2))
