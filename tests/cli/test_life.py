"""Purging, erasing and exporting on the command line."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import update

from convqa.cli.life import scrubbed
from convqa.cli.store_options import Opened
from convqa.redaction import SiteKey, agent_key, customer_key
from convqa.store import open_store, schema
from convqa.store.audit import AuditLog
from convqa.store.erase import erase_customer
from tests.store.cards import add_card

Convqa = Callable[..., Result]
KEY_TEXT = "a key of the tests, long enough"
KEY = SiteKey(KEY_TEXT.encode())
METTE, GURLI = agent_key("Mette Holm", KEY), customer_key("Gurli 17", KEY)


class Site:
    def __init__(self, convqa: Convqa, folder: Path) -> None:
        self._convqa = convqa
        self.path = folder / "qa.sqlite"
        self.key = folder / "site.key"
        self.key.write_text(KEY_TEXT, encoding="utf-8")

    def __call__(self, *arguments: str | Path, stdin: str | None = None) -> Result:
        return self._convqa(*arguments, "--store", self.path, "--key-file", self.key, stdin=stdin)

    def deeds(self) -> list[str]:
        return [json.loads(line)["action"] for line in self("audit", "show", "--jsonl").stdout.splitlines()]

    def ids(self) -> list[str]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [row[0] for row in connection.execute("SELECT shown_id FROM version ORDER BY shown_id")]


@pytest.fixture
def site(convqa: Convqa, tmp_path: Path) -> Site:
    """Two conversations of Gurli's, of which one is old, and one of somebody else, whose start nobody knows."""
    made = Site(convqa, tmp_path)
    assert made("store", "init").exit_code == 0
    with open_store(made.path) as store, store.writing() as connection:
        for number in range(3):
            add_card(connection, f"DK-{number}", METTE, flags=["risk"])
        for number, day in enumerate(["2026-01-31", "2026-11-20"]):
            chosen = schema.version.c.shown_id == f"DK-{number}"
            connection.execute(update(schema.version).where(chosen).values(day=day, customer_key=GURLI))
        connection.execute(update(schema.version).values(language="da", doubts="[]"))
        connection.execute(update(schema.reading).values(shortened="[]"))
        connection.execute(update(schema.assessment).values(feedback_language="da", coached=1))
        connection.execute(update(schema.flag).values(turns="[]"))
        connection.execute(update(schema.conversation).values(first_seen_at=datetime.now(UTC).strftime("%FT%TZ")))
    return made


def test_a_purge_says_what_it_would_do_and_does_it_when_told(site: Site) -> None:
    done = site("purge", "--older-than", "2026-02-01")
    assert done.exit_code == 0, done.output
    counts = "1 conversation, 0 reviews and 0 reports of what could not be read, from before 2026-02-01.\n"
    assert done.output == f"To be deleted with --yes: {counts}"
    assert site.ids() == ["DK-0", "DK-1", "DK-2"]
    done = site("purge", "--older-than", "2026-02-01", "--yes", "--vacuum")
    assert (done.exit_code, done.output) == (0, f"Deleted: {counts}")
    assert site.ids() == ["DK-1", "DK-2"]
    assert site.deeds() == ["store.init", "purge"]


ENDLESS = "Conversations are kept without end, since no number of days is set.\n"


def kept(days: str) -> str:
    return f"Conversations are kept for {days}.\n"


def test_without_an_age_the_retention_counts(site: Site) -> None:
    done = site("purge")
    assert done.exit_code == 2
    assert "say what is too old with --older-than, or set it once with 'convqa store retention'" in done.stderr
    assert site("store", "retention").output == ENDLESS
    assert site("store", "retention", "10000").output == kept("10,000 days")
    assert site("purge").stdout.startswith("To be deleted with --yes: 0 conversations")
    assert site("store", "retention", "30d").output == kept("30 days")
    days = (datetime.now(UTC).date() - datetime(2026, 11, 20, tzinfo=UTC).date()).days
    old = 1 + (days > 30)
    assert site("purge", "--yes").stdout.startswith(f"Deleted: {old} conversation")
    assert site("store", "retention", "none").output == ENDLESS
    assert site.deeds() == ["store.init", "setting.change", "setting.change", "purge", "setting.change"]


@pytest.mark.parametrize("age", ["90", "0d", "d", "yesterday", "2999-01-01", "99999999d", "2026-13-01", ""])
def test_an_age_that_is_none(site: Site, age: str) -> None:
    done = site("purge", "--older-than", age, "--yes")
    assert (done.exit_code, "--older-than" in done.stderr) == (2, True)
    assert len(site.ids()) == 3


@pytest.mark.parametrize("days", ["-1", "0", "0d", "long", "d", "9999999999", ""])
def test_a_retention_that_is_none(site: Site, days: str) -> None:
    assert site("store", "retention", "--", days).exit_code == 2


@pytest.mark.parametrize(("customer", "stdin"), [(GURLI, None), ("-", " gurli  17\n")])
def test_a_customer_is_erased_by_key_or_by_id(site: Site, customer: str, stdin: str | None) -> None:
    done = site("store", "erase", "--customer", customer, stdin=stdin)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"Erased: the customer {GURLI}, 2 conversations, 0 reviews, 0 names.\n"
    assert "Backups of the store still hold" in done.stderr
    assert site.ids() == ["DK-2"]
    assert site.deeds() == ["store.init", "erase"]


@pytest.mark.parametrize(("agent", "stdin"), [(METTE, None), ("-", "mette holm\n")])
def test_an_agent_is_erased(site: Site, agent: str, stdin: str | None) -> None:
    done = site("store", "erase", "--agent", agent, stdin=stdin)
    assert done.stdout == f"Erased: the agent {METTE}, 3 conversations, 0 reviews, 0 names.\n"
    assert "The store held nothing" not in done.stderr
    again = site("store", "erase", "--agent", agent, stdin=stdin)
    assert "The store held nothing said of them; see that the key is right" in again.stderr
    assert len(site.ids()) == 3
    assert METTE not in site("store", "figures").output


@pytest.mark.parametrize("deed", ["erase", "export"])
@pytest.mark.parametrize(
    ("who", "why"),
    [
        ([], "--customer or with --agent"),
        (["--customer", GURLI, "--agent", METTE], "one of the two"),
        (["--customer", "Gurli"], "the key of a person is 16 digits"),
        (["--agent", "-"], "there is no id on standard input"),
    ],
)
def test_whom_is_said_once_and_by_key(site: Site, tmp_path: Path, deed: str, who: list[str], why: str) -> None:
    out = tmp_path / "out.jsonl"
    file: list[str | Path] = ["--out", out] if deed == "export" else []
    done = site("store", deed, *who, *file)
    assert (done.exit_code, why in done.stderr) == (2, True), done.output
    assert "Gurli" not in done.stderr
    assert not out.exists()
    assert site.deeds() == ["store.init"]


def test_a_person_gets_a_file_of_their_own(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "gurli.jsonl"
    done = site("store", "export", "--customer", GURLI, "--out", out)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"4 lines on the customer {GURLI}.\n"
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["export", "assessment", "assessment", "log"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert site.deeds() == ["store.init", "export"]


def test_a_file_that_is_there_is_overwritten_only_when_told(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "gurli.jsonl"
    out.write_text("mine", encoding="utf-8")
    done = site("store", "export", "--customer", GURLI, "--out", out)
    assert (done.exit_code, "is there already; choose another name, or add --overwrite" in done.stderr) == (2, True)
    assert (out.read_text(encoding="utf-8"), site.deeds()) == ("mine", ["store.init"])
    assert site("store", "export", "--customer", GURLI, "--out", out, "--overwrite").exit_code == 0
    assert out.read_text(encoding="utf-8").count("\n") == 4


def test_a_file_that_cannot_be_written_leaves_nothing(site: Site, tmp_path: Path) -> None:
    done = site("store", "export", "--customer", GURLI, "--out", site.key / "out.jsonl")
    assert (done.exit_code, "cannot write" in done.stderr) == (2, True)
    assert sorted(one.name for one in tmp_path.glob("*.partial")) == []


def test_a_store_that_is_held_is_told(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with (
        open_store(site.path, wait_s=0.05) as store,
        closing(sqlite3.connect(site.path, isolation_level=None)) as other,
    ):
        one = Opened(store=store, key=KEY, log=AuditLog.own(KEY))
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM turn").fetchone()
        erase_customer(store, one.log, GURLI)
        assert not scrubbed(one, rewrite=True)
        assert "could not be tidied and may hold remains" in capsys.readouterr().err
    assert site("store", "erase", "--customer", GURLI).exit_code == 0
