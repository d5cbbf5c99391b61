"""Inputs of all kinds with personal data in every place, and what looks for it in whatever was written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet
from openpyxl import Workbook

PLANTED = (
    "Gurli",
    "Vestergård",
    "010170-1234",
    "0101701234",
    "0707614285",
    "23456789",
    "2345 6789",
    "gurli.v@example.org",
    "Skovbrynet 21",
    "Holger",
    "holger@nordlys.example",
)

TURNS = (
    ("agent", "Hej, du taler med Holger fra kundeservice. Hvad kan jeg hjælpe dig med i dag?"),
    ("customer", "Hej, jeg hedder Gurli Vestergård, mit CPR-nummer er 010170-1234, og min pakke er ikke kommet."),
    ("agent", "Tak, Gurli. Hvad er dit telefonnummer, og hvor bor du?"),
    ("customer", "Det er 2345 6789, skriv til gurli.v@example.org. Jeg bor Skovbrynet 21, 4700 Næstved."),
    ("agent", "Den kommer på torsdag, Gurli, og jeg ringer til dig på 23456789, når den er sendt."),
    ("customer", "Tusind tak for hjælpen."),
)

CHAT = "".join(f"{'Holger (Kundeservice)' if who == 'agent' else 'Kunde'}: {text}\n" for who, text in TURNS)


def plant(folder: Path) -> Path:
    """Good files and damaged ones; ids that are a mail address, a telephone number and a national number."""
    folder = folder / "Gurli Vestergård"
    folder.mkdir(parents=True)
    for name, data in {**_good(), **_damaged()}.items():
        (folder / name).write_bytes(data)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in _rows("gurli.v@example.org"):
        sheet.append(row)
    book.save(folder / "gurli-vestergård.xlsx")
    return folder


def _good() -> dict[str, bytes]:
    turns = [
        {"role": who, "text": text, "name": "Holger" if who == "agent" else "Gurli Vestergård", "start_s": 5 * at}
        for at, (who, text) in enumerate(TURNS)
    ]
    whole = {"language": "da", "channel": "chat", "speech": "Gurli Vestergård 010170-1234", "turns": turns}
    ids = ("gurli.v@example.org", "+45 2345 6789", "010170-1234", "chat-0707614285", "A-1")
    lines = "".join(json.dumps({"id": one, "customer_id": "0101701234", **whole}) + "\n" for one in ids)
    table = "".join(";".join(row) + "\n" for row in _rows("010170-1234"))
    cues = "".join(
        f"\n00:00:{5 * at:02}.000 --> 00:00:{5 * at + 4:02}.000\n"
        f"<v {'Holger' if who == 'agent' else 'Gurli Vestergård'}>{text}\n"
        for at, (who, text) in enumerate(TURNS)
    )
    ticket = {
        "ticket": {"id": 7, "requester_id": 2, "subject": "Gurli Vestergård, 010170-1234"},
        "comments": [
            {"id": at, "author_id": 1 if who == "agent" else 2, "plain_body": text, "public": True}
            for at, (who, text) in enumerate(TURNS)
        ],
        "users": [
            {"id": 1, "name": "Holger", "role": "agent", "email": "holger@nordlys.example"},
            {"id": 2, "name": "Gurli Vestergård", "role": "end-user", "email": "gurli.v@example.org"},
        ],
    }
    return {
        "Gurli Vestergård 010170-1234.txt": CHAT.encode(),
        "gurli.jsonl": lines.encode(),
        "gurli_vestergård_23456789.csv": table.encode(),
        "Gurli.vtt": f"WEBVTT\n\nNOTE Gurli 010170-1234\n{cues}".encode(),
        "ticket.json": json.dumps(ticket).encode(),
        "gurli_vestergård.parquet": _parquet(
            [{"id": one, "customer_id": "0101701234", **whole} for one in ("A-2", "A-3")]
        ),
    }


def _damaged() -> dict[str, bytes]:
    raw = CHAT.encode()
    return {
        "gurli_vestergård.json": b'{"turns": [' + raw,
        "Gurli Vestergård.jsonl": b"{}\n" + raw,
        "gurli-vestergård.csv": "Gurli Vestergård,010170-1234\n23456789,gurli.v@example.org\n".encode(),
        "Gurli 2.vtt": "WEBVTT\n\n00:99:00 --> Gurli Vestergård\n".encode() + raw,
        "Gurli.srt": b"",
        "Gurli Vestergård.parquet": b"PAR1" + raw,
        "Gurli 010170-1234.parquet": _parquet([{"samtale": "1", "rolle": "Gurli", "navn": "Gurli", "tekst": CHAT}]),
        "Gurli Vestergård 2.xlsx": raw,
        "Gurli Vestergård (2).txt": raw.replace(b"Kunde: ", b"").replace(b"Holger (Kundeservice): ", b""),
        "role.jsonl": json.dumps({"turns": [{"role": "Gurli Vestergård", "text": "Hej 010170-1234"}]}).encode(),
        "language.jsonl": json.dumps({"language": "Gurli", "turns": [{"role": "agent", "text": "Hej"}]}).encode(),
        "latin.txt": CHAT.encode("utf-16-le")[1:],
    }


def _parquet(rows: list[dict[str, object]]) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    return file.getvalue()


def _rows(conversation: str) -> Iterator[list[str]]:
    yield ["samtale", "afsender", "rolle", "agent_id", "tekst"]
    for who, text in TURNS:
        name = "Holger" if who == "agent" else "Gurli Vestergård"
        yield [conversation, name, who, "holger@nordlys.example", text.replace(";", ",")]


def leaks(data: bytes) -> list[str]:
    """What is planted and stands in the bytes, as it is or in any of the ways in which programs write text."""
    texts = [data.decode("utf-8", "replace").casefold(), data.decode("utf-16-le", "replace").casefold()]
    texts.append(data[1:].decode("utf-16-le", "replace").casefold())
    return sorted({one for one in PLANTED for form in _forms(one) if any(form in text for text in texts)})


def _forms(text: str) -> Iterator[str]:
    for one in (
        text,
        text.replace(" ", "_"),
        json.dumps(text)[1:-1],
        quote(text),
        text.encode("unicode_escape").decode(),
    ):
        yield one.casefold()


def written_in(path: Path) -> bytes:
    """The bytes of a file, and what lies packed in it."""
    data = path.read_bytes()
    if data[:4] == b"PAR1":
        with suppress(pyarrow.ArrowInvalid):  # a damaged one
            data += repr(pyarrow.parquet.read_table(path).to_pydict()).encode()
        return data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return data + b"".join(packed.read(name) for name in packed.namelist())
    return data
