"""Planted personal data must come out nowhere: not in a file, not on the screen, not in an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from convqa.assessment import Classification
from convqa.conversation import Conversation
from convqa.pipeline import Classifier

Convqa = Callable[..., Result]

PLANTED = ("Gurli", "Vestergaard", "010170", "1234", "23456789", "2345 6789", "gurli.v@example.org")

TEXT = """Agent: Hej, du taler med Jonas fra kundeservice. Hvad kan jeg hjælpe med?
Kunde: Hej, jeg hedder Gurli Vestergaard, mit CPR-nummer er 010170-1234, og min pakke er ikke kommet.
Agent: Tak, Gurli. Hvad er dit telefonnummer?
Kunde: Det er 2345 6789, eller skriv til gurli.v@example.org. Hvornår kommer pakken?
Agent: Den kommer på torsdag, Gurli, og jeg ringer til dig på 23456789, når den er sendt.
Kunde: Tusind tak for hjælpen.
"""


class FaultyClassifier:
    """Breaks down on every conversation, quoting it."""

    name = "faulty@1"
    reference = None

    def classify(self, conversation: Conversation) -> Classification:
        raise ValueError(f"{PLANTED} {conversation.turns}")


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A folder of good and bad files, all with personal data in their names and in their text."""
    folder = tmp_path / "in" / "Gurli Vestergaard"
    folder.mkdir(parents=True)
    raw = TEXT.encode()
    (folder / "Gurli Vestergaard 010170-1234.txt").write_bytes(raw)
    (folder / "gurli_vestergaard_23456789.json").write_bytes(b'{"turns": [' + raw)
    (folder / "Gurli Vestergaard.jsonl").write_bytes(b"{}\n" + raw)
    (folder / "gurli-vestergaard.csv").write_bytes(b"Gurli Vestergaard,010170-1234\n23456789,gurli.v@example.org\n")
    (folder / "Gurli.vtt").write_bytes(b"WEBVTT\n\n00:99:00 --> Gurli Vestergaard\n" + raw)
    (folder / "Gurli.srt").write_bytes(b"")
    (folder / "Gurli Vestergaard.xlsx").write_bytes(raw)
    (folder / "Gurli Vestergaard (2).txt").write_bytes(raw.replace(b"Kunde: ", b"").replace(b"Agent: ", b""))
    return folder


def leaks(text: str) -> list[str]:
    return [planted for planted in PLANTED if planted.lower() in text.lower()]


def test_nothing_planted_comes_out(convqa: Convqa, planted: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = ("output", "csv", "parquet", "report")
    result = convqa("score", planted.parent, *(f"--{name}={out / name}" for name in names))
    assert result.exit_code == 1
    assert "[PERSON_1]" in result.stderr
    assert "[PERSON_1]" in (out / "output").read_text(encoding="utf-8")
    assert leaks(result.output) == []
    for name in names:
        assert leaks((out / name).read_bytes().decode("utf-8", "replace")) == [], name


@pytest.mark.parametrize("mode", [[], ["--json"]])
def test_inspect_tells_nothing_planted_and_no_text(convqa: Convqa, planted: Path, mode: list[str]) -> None:
    result = convqa("inspect", planted.parent, *mode)
    assert result.exit_code == 1
    assert "[PERSON_" in result.stdout
    assert "[PERSON_" in result.stderr
    assert leaks(result.output) == []
    assert [word for word in ("kundeservice", "torsdag", "Jonas", "telefonnummer") if word in result.output] == []


def test_a_fault_tells_its_kind_and_no_text(planted: Path) -> None:
    from click.testing import CliRunner

    from convqa.cli import main
    from convqa.cli.loading import Loaders

    def load(_: Path | None, __: Path | None) -> Classifier:
        return FaultyClassifier()

    result = CliRunner().invoke(main, ["score", str(planted)], obj=Loaders(classifier=load))
    assert result.exit_code == 1
    assert "ValueError" in result.stderr
    assert leaks(result.output) == []


def test_a_missing_file_is_named_without_its_name(convqa: Convqa, planted: Path) -> None:
    result = convqa("score", planted, planted / "Gurli Vestergaard 23456789.txt")
    assert result.exit_code == 1
    assert "there is no such file" in result.stderr
    assert leaks(result.output) == []
