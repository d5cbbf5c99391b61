"""The command line: one file a command.

Nothing heavy is imported before a command runs, so that help is instant. Exit codes: 0 all went
well, 1 some input failed and is listed, 2 the call was wrong or an output cannot be written, 70 a fault in
convqa, 75 the store cannot be had just now, 130 Ctrl-C, 141 the reader of standard output left.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any

import click

from convqa import __version__
from convqa.cli.audit import audit
from convqa.cli.calibrate import calibrate
from convqa.cli.evaluate import evaluate
from convqa.cli.exit_codes import INTERRUPTED, READER_LEFT, TRY_AGAIN
from convqa.cli.formats import formats
from convqa.cli.inspect import inspect
from convqa.cli.life import purge
from convqa.cli.names import names
from convqa.cli.privacy_report import privacy_report
from convqa.cli.redact import redact
from convqa.cli.rescore import rescore
from convqa.cli.schema import schema
from convqa.cli.score import score
from convqa.cli.store import store
from convqa.cli.store_load import load
from convqa.cli.streams import let_go
from convqa.cli.transcribe import transcribe
from convqa.errors import ConvqaError, StoreError

__all__ = ["main"]


class _CallError(click.ClickException):
    """One sentence on standard error, and exit code 2."""

    exit_code = 2


class _PassingError(_CallError):
    """The same of what may pass."""

    exit_code = TRY_AGAIN


class _FaultError(_CallError):
    """What should never be: a fault in convqa. Its kind and place are told, its words never: they may quote a text."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h

    def __init__(self, fault: Exception) -> None:
        frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(fault.__traceback__)]
        ours = [(Path(name), line) for name, line in frames if Path(name).is_relative_to(_PACKAGE)]
        name, line = ours[-1]
        place = f"{name.relative_to(_PACKAGE.parent).as_posix()}:{line}"
        super().__init__(f"a fault in convqa ({type(fault).__name__} at {place}); please report it, without any text.")


_PACKAGE = Path(__file__).parents[1]


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # such as help on a full standard output
            refused = _CallError(f"the system refused: {error.strerror or type(error).__name__}.")
            refused.show()
            sys.exit(refused.exit_code)
        finally:
            let_go()

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StoreError as error:
            raise (_PassingError if error.passing else _CallError)(str(error)) from None
        except ConvqaError as error:
            raise _CallError(str(error)) from error
        except BrokenPipeError:
            ctx.exit(READER_LEFT)
        except KeyboardInterrupt:  # while libraries or the model were loaded
            click.echo("Stopped.", err=True)
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.Abort, click.exceptions.Exit, OSError):
            raise
        except Exception as error:
            raise _FaultError(error) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="convqa", message="%(prog)s %(version)s")
def main() -> None:
    """Score customer-service conversations, offline: Danish, Norwegian, Swedish and English.

    Every score names the turns it rests on. It is a machine's proposal; a person decides.
    """


main.add_command(score)
main.add_command(inspect)
main.add_command(formats)
main.add_command(transcribe)
main.add_command(redact)
main.add_command(evaluate)
main.add_command(calibrate)
store.add_command(load)
main.add_command(store)
main.add_command(rescore)
main.add_command(purge)
main.add_command(names)
main.add_command(audit)
main.add_command(privacy_report)
main.add_command(schema)
