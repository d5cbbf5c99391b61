"""How fast exports of any size are read, and in how much memory: prints, and judges nothing.

    python -m benchmarks.reading [--megabytes 40] [--only zendesk.json table.csv]

Files of invented conversations are written, and each is read twice in a process of its own: as it is read by default,
where JSON documents above 16 MB come a conversation at a time, and with JSON documents whole. Nothing is scored.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import openpyxl

ROOT = Path(__file__).parent.parent
WHOLE = 10**12

SAID = (
    "Hej, min pakke skulle være kommet i mandags, men den er her ikke endnu. Kan I se, hvor den er?",
    "Det beklager jeg meget. Jeg kigger på det med det samme; har du forsendelsens nummer ved hånden?",
    "Ja, det står i den mail jeg fik, da I sendte den. Jeg har også skrevet til jer en gang før om det.",
    "Tak. Den ligger på terminalen i Taastrup og bliver kørt ud i morgen mellem otte og tolv.",
)
PEAK = """
import resource, time
from pathlib import Path

def used():
    # What a process inherits of its parent's peak is in ru_maxrss, but not in what Linux tells of the process.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    told = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if told is None else told
    return peak / 1000, time.process_time()
"""
"""Python that gives the peak memory in megabytes and the seconds of processor time that its process has taken."""

READ = (
    PEAK
    + """
import sys
from convqa.conversation import Transcript
from convqa.ingest import IngestOptions, read

options = IngestOptions(whole_json=int(sys.argv[2])) if len(sys.argv) > 2 else IngestOptions()
(memory, seconds), good, messages, errors = used(), 0, 0, 0
for one in read([sys.argv[1]], options):
    if isinstance(one, Transcript):
        good, messages = good + 1, messages + len(one.utterances)
    else:
        errors += 1
print(good, messages, errors, *(after - before for before, after in zip((memory, seconds), used())))
"""
)


def messages(number: int) -> list[tuple[str, str]]:
    """What customer and agent say in a conversation."""
    return [
        (("kunde", "Jonas Holm")[place % 2], f"{SAID[place % 4]} {SAID[(place + 2) % 4]} {number}.{place}")
        for place in range(20)
    ]


def zendesk(number: int) -> object:
    """A ticket."""
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
    """A user beside the tickets."""
    role = "agent" if number < 50 else "end-user"
    return {"id": number, "role": role, "name": f"Navn {number}", "email": f"n{number}@example.com"}


def intercom(number: int) -> object:
    """A conversation with its parts."""
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
    """A conversation in a form that is guessed."""
    return {"id": f"c{number}", "messages": [{"author": who, "text": text} for who, text in messages(number)]}


def csv_rows(number: int) -> str:
    """The rows of a conversation."""
    return "".join(f'{number};{who};"{text}"\n' for who, text in messages(number))


def as_json(item: Callable[[int], object]) -> Callable[[int], str]:
    """What writes a conversation as JSON."""
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


class Measured(NamedTuple):
    """What reading a file gave and took; memory is what it took beyond that of the process before."""

    conversations: int
    messages: int
    errors: int
    megabytes: float
    seconds: float


def measured(path: Path, whole_json: int | None = None) -> Measured:
    """Read a file in a new process."""
    command = [sys.executable, "-c", READ, str(path), *([] if whole_json is None else [str(whole_json)])]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own code
    good, messages, errors, megabytes, seconds = done.stdout.split()
    return Measured(int(good), int(messages), int(errors), float(megabytes), float(seconds))


def write_workbook(path: Path, rows: int) -> None:
    """The rows of a table as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["thread", "author", "text"])
    for row in range(rows):
        who, text = messages(row // 20)[row % 20]
        sheet.append([row // 20, who, text])
    book.save(path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--only", nargs="*", default=[*LARGE, "table.xlsx"], metavar="NAME")
    call = parser.parse_args()
    print(
        f"{'':14} {'MB':>5} {'conversations':>14}   {'MB/s':>6} {'memory':>7}   whole: {'MB/s':>6} {'memory':>7}  times"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in call.only:
            path = Path(folder) / name
            if name in LARGE:
                LARGE[name].write(path, int(call.megabytes * 1e6))
            else:
                write_workbook(path, int(call.megabytes * 1e6 / 60))
            size = path.stat().st_size / 1e6
            found = measured(path)
            line = f"{name:14} {size:5.0f} {found.conversations:14,}"
            line += f"   {size / found.seconds:6.1f} {found.megabytes:4.0f} MB"
            if path.suffix == ".json":
                whole = measured(path, WHOLE)
                ratio = whole.seconds / found.seconds
                line += f"       {size / whole.seconds:6.1f} {whole.megabytes:4.0f} MB  {ratio:5.2f}"
            print(line, flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
