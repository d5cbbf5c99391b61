"""One conversation of many: what goes wrong with it is told of it, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from convqa.conversation import Transcript
from convqa.errors import InputError, ModelError

__all__ = ["assess_one", "left_out"]

T = TypeVar("T")


def assess_one(assess: Callable[[Transcript], T], transcript: Transcript) -> T | InputError:
    """What `assess` makes of a conversation; whatever it raises becomes an `InputError` that quotes nothing of it."""
    try:
        return assess(transcript)
    except InputError as error:
        return error
    except OSError as error:
        # No fault of the conversation: what the system says of itself quotes nothing.
        reason = (error.strerror or type(error).__name__).lower()
        return left_out(
            transcript,
            f"a conversation was left out, since the system refused what it takes ({reason})",
            "free some space, also for temporary files (TMPDIR), and read it again",
            passing=True,
        )
    except ModelError as error:  # a model fails on this one: one that a site switched in; its sentence quotes nothing
        return left_out(
            transcript,
            f"a conversation was left out, since {error}",
            "the others are read; mend what fails, or run without it",
        )
    except Exception as error:
        # Only the kind of the error is told: its text may quote the conversation.
        return left_out(
            transcript,
            f"a conversation met a fault in convqa ({type(error).__name__}) and was left out",
            "the others are scored; please report the fault, without the conversation's text",
        )


def left_out(transcript: Transcript, problem: str, remedy: str, *, passing: bool = False) -> InputError:
    """The error of a conversation, which is told by its place.

    Its id is not: it is what the source made it, and sources use names and phone numbers. Source and line are enough.
    `passing` is as in `InputError`.
    """
    line = transcript.utterances[0].line
    return InputError(source=transcript.source, line=line, problem=problem, remedy=remedy, passing=passing)
