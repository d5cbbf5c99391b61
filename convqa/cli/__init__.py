"""The command line: one file a command.

Nothing heavy is imported before a command runs, so that help is instant. Exit codes: 0 all went
well, 1 some input failed and is listed, 2 the call was wrong and nothing was run.
"""

from __future__ import annotations

import click

from convqa import __version__
from convqa.cli.schema import schema
from convqa.cli.score import score
from convqa.errors import ConvqaError

__all__ = ["main"]


class _CallError(click.ClickException):
    """One sentence on standard error, and exit code 2."""

    exit_code = 2


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConvqaError as error:
            raise _CallError(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="convqa", message="%(prog)s %(version)s")
def main() -> None:
    """Score customer-service conversations, offline: Danish, Norwegian, Swedish and English.

    Every score names the turns it rests on. It is a machine's proposal; a person decides.
    """


main.add_command(score)
main.add_command(schema)
