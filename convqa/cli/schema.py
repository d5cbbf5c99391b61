"""`convqa schema`: what a record looks like, for programs that read it."""

from __future__ import annotations

import json

import click

from convqa.cli.streams import say

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print the JSON Schema of the assessment record."""
    from convqa.report.schema import schema as record_schema

    say(json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n")
