"""The commands around a store: making one, people, names, reviews, figures, and the log that tells of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from convqa.redaction import SiteKey, agent_key
from convqa.store import open_store
from tests.store.cards import add_card

Convqa = Callable[..., Result]

KEY_TEXT = "a key of the tests, long enough"
METTE = agent_key("17", SiteKey(KEY_TEXT.encode()))
LIST = "agent;user;name;team;role\n17;mette.h;Mette Holm;Nord;trainer\n18;;Jonas Lind;Syd;\n"
REVIEW = {"id": "DK-1", "scores": {"clarity": 4}}


class Site:
    """A store and its key, on the command line."""

    def __init__(self, convqa: Convqa, folder: Path) -> None:
        self._convqa = convqa
        self.path = folder / "qa.sqlite"
        self.key = folder / "site.key"
        self.key.write_text(KEY_TEXT, encoding="utf-8")

    def __call__(self, *arguments: str | Path) -> Result:
        return self._convqa(*arguments, "--store", self.path, "--key-file", self.key)

    def fill(self, cards: int) -> None:
        with open_store(self.path) as store, store.writing() as connection:
            for number in range(cards):
                add_card(connection, f"DK-{number}", METTE, total=400_000 + 10_000 * number, flags=["risk"])

    def deeds(self) -> list[str]:
        done = self("audit", "show", "--jsonl")
        return [json.loads(line)["action"] for line in done.stdout.splitlines()]


@pytest.fixture
def site(convqa: Convqa, tmp_path: Path) -> Site:
    made = Site(convqa, tmp_path)
    done = made("store", "init")
    assert done.exit_code == 0, done.output
    assert done.output == f"The store {made.path} is made.\n"
    return made


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_store_is_made_once_and_tied_to_its_key(site: Site, convqa: Convqa, tmp_path: Path) -> None:
    done = site("store", "init")
    assert (done.exit_code, "it is there already" in done.stderr) == (2, True)
    done = convqa("audit", "verify", "--store", site.path)
    assert (done.exit_code, "another site key" in done.stderr) == (2, True)
    done = convqa("store", "init", "--store", tmp_path / "other.sqlite")
    assert done.exit_code == 0
    assert "protects nobody" in done.stderr


def test_the_store_may_stand_in_the_environment(site: Site, convqa: Convqa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVQA_STORE", str(site.path))
    assert (
        convqa("store", "minimum-n", "--key-file", site.key).output
        == "Figures are given on an agent who has 20 conversations or more.\n"
    )


def test_people_and_names(site: Site, people: Path) -> None:
    done = site("store", "people", people)
    assert (done.exit_code, done.output) == (0, "2 agents, 2 teams, 1 user: 5 rows new or changed.\n")
    done = site("names", "import", people)
    assert (done.exit_code, done.output) == (0, "3 names: 3 new, 0 changed.\n")
    done = site("names", "show", METTE)
    assert done.exit_code == 0
    assert re.search(rf"^{METTE} +Mette Holm *$", done.stdout, re.MULTILINE)
    assert "Jonas" not in done.output
    done = site("names", "show", METTE, "0" * 16)
    assert (done.exit_code, done.stderr) == (1, "1 key has no name in the list that was imported.\n")
    assert site("names", "show", "0" * 16).stdout == ""
    assert "Mette Holm" in site("names", "show", "--kind", "user").stdout
    looked = ["names.show"] * 5
    assert site.deeds() == ["store.init", "people.import", "names.import", *looked]
    people.write_text("agent;name\n17;Mette Berg\n", encoding="utf-8")
    assert site("names", "import", people, "--only").output == "1 name: 0 new, 1 changed; 1 forgotten.\n"


def test_nothing_to_list_is_told(site: Site, people: Path) -> None:
    assert site("store", "failures").stderr == "There is no input that could not be scored.\n"
    people.write_text("agent;name\n17;Mette Holm\n", encoding="utf-8")
    site("names", "import", people)
    done = site("names", "show", "--kind", "user")
    assert (done.stdout, done.stderr) == (
        "",
        "There are no names of users; take them over with 'convqa names import'.\n",
    )


def test_a_list_with_faults_is_used_for_the_rest(site: Site, people: Path) -> None:
    people.write_text(f"{LIST}17;;Mette Igen;Nord;\n", encoding="utf-8")
    done = site("store", "people", people)
    assert done.exit_code == 1
    assert done.stderr.endswith("people.csv:4: this agent is in line 2 already; keep one of the two rows.\n")
    people.write_text("Nr;Navn\n17;Mette Holm\n", encoding="utf-8")
    assert site("names", "import", people).exit_code == 2
    done = site("names", "import", people, "--map", "agent=Nr")
    assert (done.exit_code, "the list holds no name" in done.stderr) == (2, True)
    assert site("names", "import", people, "--map", "agent=Nr,name=Navn").exit_code == 0


def test_names_before_there_are_any(site: Site) -> None:
    done = site("names", "show", METTE)
    assert done.exit_code == 2
    assert "there are none; bring them in with 'convqa names import'" in done.stderr
    assert site.deeds()[-1] == "names.show"


def test_reviews_are_kept_once(site: Site, tmp_path: Path) -> None:
    site.fill(2)
    path = tmp_path / "reviews.jsonl"
    lines = [json.dumps(REVIEW), json.dumps(REVIEW | {"id": "DK-9"}), '{"id": "DK-2"']
    path.write_text("\n".join(lines), encoding="utf-8")
    done = site("store", "reviews", path)
    assert done.exit_code == 1, done.output
    assert "reviews.jsonl:3: this line is not a JSON object" in done.stderr
    assert done.stdout == (
        "2 reviews: 2 new, 0 changed, 0 known.\n"
        "1 of them of conversations that are not in the store; they count once those are.\n"
    )
    path.write_text("\n".join(lines[:2]), encoding="utf-8")
    done = site("store", "reviews", path, path)
    assert done.exit_code == 0
    assert done.stdout.startswith("2 reviews: 0 new, 0 changed, 2 known.\n")
    assert site.deeds() == ["store.init", "reviews.import"]


def test_a_review_of_an_id_that_no_index_holds_keeps_no_other_away(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "reviews.jsonl"
    path.write_text(
        "\n".join(json.dumps(REVIEW | {"id": one}) for one in ("DK-1", "D" * 501, "DK-2")), encoding="utf-8"
    )
    done = site("store", "reviews", path)
    assert done.exit_code == 1, done.output
    assert done.stdout.startswith("2 reviews: 2 new, 0 changed, 0 known.\n")
    assert "reviews.jsonl:2: a review was left out, since the id of its conversation has more than 500" in done.stderr
    assert "DDDD" not in done.stderr


def test_figures_only_of_enough_conversations(site: Site, people: Path, tmp_path: Path) -> None:
    assert site("store", "figures").stdout == "There are no figures on agents yet.\n"
    site.fill(19)
    site("store", "people", people)
    done = site("store", "figures")
    assert done.exit_code == 0
    assert done.stdout == "1 agent has fewer than 20 conversations, and nobody has more.\n"
    assert site("store", "minimum-n", "4").exit_code == 2
    assert site("store", "minimum-n", "5").output == "Figures are given on an agent who has 5 conversations or more.\n"
    done = site("store", "figures", "--json", tmp_path / "figures.json")
    assert done.exit_code == 0
    found = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    (one,) = found["agents"]
    assert (one["agent_id"], one["team"], one["conversations"]) == (METTE, "Nord", 19)
    total = one["total"]
    assert (total["value"], total["n"]) == (49.0, 19)
    assert f"{total['value']:.1f} [{total['low']:.1f}, {total['high']:.1f}]" in done.stdout
    assert METTE in done.stdout
    assert "risk 100%" in " ".join(done.stdout.split())
    assert site("store", "figures", "--agent", "0" * 16).exit_code == 0
    assert site("store", "figures", "--agent", "Mette").exit_code == 2
    shown = site("audit", "show").stdout
    assert shown.count("figures.show") == 4
    assert "setting.change" in shown
    assert " agent " in shown
    assert f" {'0' * 16} " in shown


def test_the_log_is_verified_and_its_head_told(site: Site, people: Path) -> None:
    done = site("audit", "verify")
    assert done.exit_code == 0
    first = re.fullmatch(r"1 entry, all as written\.\nhead: ([0-9a-f]{64})\n", done.output)
    assert first is not None
    site("store", "people", people)
    done = site("audit", "verify", "--head", f" {first[1].upper()}\n")
    assert (done.exit_code, done.output.startswith("2 entries, all as written.\n")) == (0, True)
    done = site("audit", "verify", "--head", "0" * 64)
    assert done.exit_code == 1
    assert done.output.startswith("2 entries are as written, but none has the head that you gave: entries at the end")


@pytest.mark.parametrize("head", ["", " \n", "5d41", "head: " + "0" * 64])
def test_a_head_that_was_lost_is_no_check(site: Site, head: str) -> None:
    done = site("audit", "verify", "--head", head)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: --head is no head of a log: that is 64 digits (0-9, a-f), as 'convqa audit verify' prints it; "
        "see that what you kept is there, and whole.\n"
    )


def test_a_log_that_was_tampered_with_is_found_and_still_shown(site: Site, people: Path) -> None:
    site("store", "people", people)
    site("names", "import", people)
    with sqlite3.connect(site.path) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET detail = '{\"agents: 1' WHERE seq = 2")
    connection.close()
    done = site("audit", "verify")
    assert done.exit_code == 1
    assert done.output.startswith("The log is broken at entry 2: it is not as it was written: somebody changed it")
    assert "\n1 entry before it is as written.\nhead: " in done.output
    assert site("audit", "show").exit_code == 0
    assert len(site("audit", "show", "--last", "2", "--jsonl").stdout.splitlines()) == 2


def test_a_log_that_was_emptied_or_has_lost_its_guards_is_found(site: Site) -> None:
    assert site("audit", "verify").exit_code == 0
    with sqlite3.connect(site.path) as connection:
        connection.execute("DROP TRIGGER audit_no_delete")
    done = site("audit", "verify")
    assert (done.exit_code, done.output.startswith("1 entry, all as written.\n")) == (1, True)
    assert "\nSomebody took away what keeps entries from being changed and deleted (audit_no_delete); " in done.output
    connection.execute("DELETE FROM audit")
    connection.commit()
    connection.close()
    done = site("audit", "verify")
    assert (done.exit_code, done.output.startswith("The log is broken at entry 1: it is missing: ")) == (1, True)


@pytest.mark.parametrize(
    "call", [("store", "init"), ("store", "figures"), ("names", "show"), ("audit", "verify"), ("audit", "show")]
)
def test_help_of_each(convqa: Convqa, call: tuple[str, str]) -> None:
    done = convqa(*call, "--help")
    assert done.exit_code == 0
    assert "--key-file" in done.output
    assert "--store" in done.output
