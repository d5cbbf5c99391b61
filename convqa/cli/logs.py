"""The log of a run (`--log`): a line of JSON for each thing that happens. Numbers and masked paths, never text."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

from convqa.cli.streams import complain
from convqa.report.writers import naming_trouble

__all__ = ["EventLog"]


class EventLog:
    """Adds to a file; without one it takes everything and keeps nothing.

    Raises:
        UsageError: the file cannot be opened.
    """

    def __init__(self, path: Path | None) -> None:
        self._log = logging.Logger("convqa.run", logging.INFO)
        handler: logging.Handler = logging.NullHandler()
        if path is not None:
            with naming_trouble(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                handler = _Handler(path, encoding="utf-8", errors="backslashreplace")  # as JSON writes half a character
        handler.setFormatter(_Lines())
        self._log.addHandler(handler)

    def tell(self, event: str, *, level: str = "info", **told: object) -> None:
        """Add a line.

        Args:
            event: what happened, e.g. `"stored"`.
            level: `"info"`, `"warning"` or `"error"`.
            told: numbers, times, codes, and paths that are masked.
        """
        self._log.log(logging.getLevelNamesMapping()[level.upper()], event, extra={"told": told})

    def close(self) -> None:
        """Let go of the file."""
        for handler in self._log.handlers:
            handler.close()


class _Handler(logging.FileHandler):
    """A log that cannot be written stops no run; that is said once."""

    _is_said = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the library's signature
        if not self._is_said:
            self._is_said = True
            complain(f"The log {self.baseFilename} cannot be written; the run goes on without it.")


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(line | record.__dict__["told"], ensure_ascii=False)
