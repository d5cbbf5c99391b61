"""Documents for the tests of JSON that is read a piece at a time, and what is told of what was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from convqa.conversation import Transcript
from convqa.errors import InputError
from convqa.ingest import IngestOptions
from tests.ingest.formats.conftest import samples

SHIPPED = Path(__file__).parents[2] / "data" / "samples"
DOCUMENTS = [path for path in (*samples(), *sorted(SHIPPED.glob("*"))) if path.suffix == ".json"]
PIECEMEAL = IngestOptions(whole_json=0)


def told(found: Sequence[Transcript | InputError]) -> list[Any]:
    """Transcripts as they are, errors by what they say."""
    return [str(one) if isinstance(one, InputError) else one for one in found]


def talk(number: int, **more: object) -> dict[str, object]:
    """A conversation of nobody's format."""
    said = [("Jonas Holm", f"Hej {number}"), ("Lene Dahl", "Min pakke er væk 📦"), ("Jonas Holm", "Det ordner vi")]
    return {"id": f"c{number}", "messages": [{"author": who, "body": text} for who, text in said], **more}


def rows(*numbers: int) -> list[dict[str, object]]:
    said = [(number, who) for number in numbers for who in ("Jonas", "Lene", "Jonas")]
    return [{"thread": number, "author": who, "text": f"Hej {who} {number}"} for number, who in said]


MANY = [talk(number) for number in range(30)]
COMMENTS = [
    {"author_id": 7, "public": True, "body": "Hvor er min pakke?"},
    {"author_id": 8, "public": False, "body": "Note"},
    {"author_id": 8, "public": True, "body": "På vej"},
]
TICKET = {"id": 1, "requester_id": 7, "status": "open", "subject": "x", "comments": COMMENTS}
