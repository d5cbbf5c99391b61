"""Exit codes that shells have a meaning for; `convqa.cli` says what 0, 1 and 2 mean."""

from __future__ import annotations

__all__ = ["INTERRUPTED", "READER_LEFT", "TRY_AGAIN"]

INTERRUPTED = 130
"""What shells report of a command that Ctrl-C ended."""

READER_LEFT = 141
"""What shells report of a command that wrote to a closed pipe."""

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the same call may go well later."""
