"""Exports of 200 MB are read in bounded memory, whatever their format."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SIZE = 200 * 10**6
MOST_MEGABYTES = 150

SAID = (
    "Hej, min pakke skulle være kommet i mandags, men den er her ikke endnu. Kan I se, hvor den er?",
    "Det beklager jeg meget. Jeg kigger på det med det samme; har du forsendelsens nummer ved hånden?",
    "Ja, det står i den mail jeg fik, da I sendte den. Jeg har også skrevet til jer en gang før om det.",
    "Tak. Den ligger på terminalen i Taastrup og bliver kørt ud i morgen mellem otte og tolv.",
)
READ = """
import resource, sys
from convqa.conversation import Transcript
from convqa.ingest import read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000

start, good, messages, errors = peak(), 0, 0, 0
for one in read(sys.argv[1:]):
    if isinstance(one, Transcript):
        good, messages = good + 1, messages + len(one.utterances)
    else:
        errors += 1
print(good, messages, errors, peak() - start)
"""


def messages(number: int) -> list[tuple[str, str]]:
    """What customer and agent say in a conversation."""
    return [(("kunde", "Jonas Holm")[place % 2], f"{SAID[place % 4]} {number}.{place}") for place in range(20)]


def zendesk(number: int) -> object:
    authors = {"kunde": 1_000 + number, "Jonas Holm": number % 50}
    comments = [
        {
            "id": number * 100 + place,
            "type": "Comment",
            "author_id": authors[who],
            "public": True,
            "plain_body": text,
            "html_body": f"<div>{text}</div>",
            "via": {"channel": "email"},
            "created_at": f"2026-02-03T10:{place:02}:00Z",
        }
        for place, (who, text) in enumerate(messages(number))
    ]
    return {"id": number, "requester_id": 1_000 + number, "status": "closed", "subject": "Pakke", "comments": comments}


def user(number: int) -> object:
    role = "agent" if number < 50 else "end-user"
    return {"id": number, "role": role, "name": f"Navn {number}", "email": f"n{number}@example.com"}


def intercom(number: int) -> object:
    authors = {"kunde": {"type": "user", "id": f"u{number}"}, "Jonas Holm": {"type": "admin", "id": "7"}}
    parts = [
        {"part_type": "comment", "body": f"<p>{text}</p>", "author": authors[who], "created_at": 1_770_000_000 + place}
        for place, (who, text) in enumerate(messages(number))
    ]
    return {
        "type": "conversation",
        "id": str(number),
        "created_at": 1_770_000_000,
        "source": {"type": "conversation", "body": "<p>Hej</p>", "author": authors["kunde"]},
        "conversation_parts": {"conversation_parts": parts},
    }


def generic(number: int) -> object:
    return {"id": f"c{number}", "messages": [{"author": who, "text": text} for who, text in messages(number)]}


def csv_rows(number: int) -> str:
    return "".join(f'{number};{who};"{text}"\n' for who, text in messages(number))


def as_json(item: Callable[[int], object]) -> Callable[[int], str]:
    return lambda number: json.dumps(item(number), ensure_ascii=False)


def users_after(count: int) -> str:
    """The users of a Zendesk export come after its tickets, and each customer is described."""
    everybody = [*range(50), *range(1_000, 1_000 + count)]
    return '], "next_page": null, "users": [' + ",".join(json.dumps(user(number)) for number in everybody) + "]}"


@dataclass(frozen=True, kw_only=True)
class Large:
    """How to write a file of any size: its beginning, conversations without end, and its end."""

    name: str
    item: Callable[[int], str]
    before: str = ""
    between: str = ""
    after: Callable[[int], str] = lambda _: ""

    def write(self, path: Path, size: int) -> int:
        """Write a file of about `size` bytes; gives the number of conversations."""
        with path.open("w", encoding="utf-8") as file:
            written, number = file.write(self.before), 0
            while written < size:
                written += file.write((self.between if number else "") + self.item(number))
                number += 1
            file.write(self.after(number))
        return number


LARGE = {
    large.name: large
    for large in (
        Large(name="zendesk.json", item=as_json(zendesk), before='{"tickets": [', between=", ", after=users_after),
        Large(
            name="intercom.json",
            item=as_json(intercom),
            before='{"type": "conversation.list", "conversations": [',
            between=",\n",
            after=lambda count: f'], "total_count": {count}}}',
        ),
        Large(name="generic.json", item=as_json(generic), before="[", between=",\n", after=lambda _: "]"),
        Large(name="lines.jsonl", item=lambda number: as_json(generic)(number) + "\n"),
        Large(name="table.csv", item=csv_rows, before="thread;author;text\n"),
    )
}


def measured(path: Path) -> tuple[int, int, int, float]:
    """Conversations, messages, errors, and megabytes of memory that reading a file took, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    good, spoken, errors, memory = done.stdout.split()
    return int(good), int(spoken), int(errors), float(memory)


@pytest.mark.parametrize("name", LARGE)
def test_200_megabytes_in_bounded_memory(name: str, tmp_path: Path) -> None:
    count = LARGE[name].write(tmp_path / name, SIZE)
    good, spoken, errors, memory = measured(tmp_path / name)
    extra = count if name == "intercom.json" else 0  # its first messages
    assert (good, spoken, errors) == (count, 20 * count + extra, 0)
    assert memory < MOST_MEGABYTES


def test_200_damaged_megabytes(tmp_path: Path) -> None:
    large = LARGE["generic.json"]
    count = large.write(tmp_path / large.name, SIZE)
    with (tmp_path / large.name).open("r+b") as file:
        file.truncate(SIZE * 9 // 10)
    good, _, errors, memory = measured(tmp_path / large.name)
    assert count * 8 // 10 < good < count
    assert errors == 1
    assert memory < MOST_MEGABYTES
