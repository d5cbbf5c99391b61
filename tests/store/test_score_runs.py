"""`convqa score --store`: what is there is passed over, what changed is a new version, what failed is remembered."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path

import psycopg
from click.testing import CliRunner, Result
from sqlalchemy import select

from convqa.assessment import Classification
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Conversation
from convqa.errors import StoreError
from convqa.pipeline import Classifier
from convqa.redaction import SiteKey
from convqa.store import open_store
from convqa.store.runs import begin_run
from convqa.store.schema import metadata
from tests.cli.conftest import CHAT, Convqa, given
from tests.cli.conftest import calls as calls
from tests.cli.conftest import convqa as convqa
from tests.conftest import FakeClassifier
from tests.store.conftest import NewPlace
from tests.store.published import Score, contents, count, published, records
from tests.store.published import place as place
from tests.store.published import score as score
from tests.store.server import Server


def test_what_is_stored_is_what_is_written_without_a_store(
    convqa: Convqa, score: Score, place: str, calls: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "out.jsonl", tmp_path / "other.jsonl"
    kept = score(calls, "--output", out)
    plain = convqa("score", calls, "--output", other)
    assert (kept.exit_code, plain.exit_code) == (0, 0), kept.stderr
    assert out.read_bytes() == other.read_bytes()
    assert kept.stdout == plain.stdout
    assert kept.stderr == "10 conversations stored.\n"
    assert records(place) == sorted(out.read_text(encoding="utf-8").splitlines())


def test_a_second_run_does_nothing(score: Score, place: str, calls: Path) -> None:
    score(calls)
    before = contents(place)
    again = score(calls)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "0 conversations stored; 10 there already.\n"
    assert contents(place) == before
    assert [len(before[table]) for table in ("conversation", "version", "assessment", "file", "file_version")] == [
        10
    ] * 5


def test_what_lies_twice_in_the_folder_is_counted_once(score: Score, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    turns = [{"role": "customer", "text": "Where is my parcel?"}, {"role": "agent", "text": "Hello, I will look."}]
    for name in ("a.jsonl", "b.jsonl"):
        lines = [json.dumps({"id": f"c{number}", "turns": turns}) for number in range(3)]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    dry = score(folder, "--dry-run")
    assert dry.stderr.endswith("\n3 conversations would be scored and stored; 3 there already.\n")
    assert score(folder).stderr.endswith("\n3 conversations stored; 3 there already.\n")
    assert score(folder).stderr.endswith("0 conversations stored; 6 there already.\n")
    with open_store(place) as store, store.reading() as connection:
        told = connection.execute(select(metadata.tables["run"].c.counts).order_by("id")).scalars().all()
    assert [json.loads(one)["new"] for one in told] == [3, 0]
    assert count(place, "assessment") == 3


def test_what_is_new_or_changed_in_a_file_is_scored_and_the_rest_is_not(score: Score, place: str, calls: Path) -> None:
    table = calls / "all.jsonl"
    lines = [{"id": f"c{number}", "text": CHAT.replace("parcel", f"box {number}")} for number in range(3)]

    def write() -> None:
        turns = [dict(zip(("role", "text"), line.split(": ", 1), strict=True)) for line in CHAT.splitlines()]
        rows = [{"id": line["id"], "turns": [*turns, {"role": "Customer", "text": line["text"]}]} for line in lines]
        table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    write()
    score(table)
    lines.append({"id": "c3", "text": "And one more question, please?"})
    lines[1]["text"] = "I have changed my mind."
    write()
    result = score(table)
    assert result.stderr == "2 conversations stored, 1 of them changed since an earlier run; 2 there already.\n"
    assert "\n2 conversations" in result.stdout
    assert (count(place, "conversation"), count(place, "version")) == (4, 5)


def test_what_failed_is_remembered_and_tried_again_when_told(
    convqa: Convqa, score: Score, place: str, calls: Path
) -> None:
    (calls / "empty.txt").touch()
    (calls / "lines.jsonl").write_text('{"id": "a", "turns": [\n', encoding="utf-8")
    first = score(calls)
    assert first.exit_code == 1
    assert first.stderr.splitlines()[-2:] == [
        "10 conversations stored.",
        "2 inputs could not be scored and are listed above; 10 conversations were scored.",
    ]
    before = contents(place)
    assert len(before["failure"]) == 2
    told = convqa("audit", "show", "--store", place).stdout
    assert ("failed: 2" in told, "gone: 0" in told) == (True, False)
    listed = convqa("store", "failures", "--store", place).stdout.splitlines()
    assert [line.split(": ")[0].rpartition("/")[2] for line in listed] == ["empty.txt", "lines.jsonl:1"]

    again = score(calls)
    assert (again.exit_code, again.stderr) == (
        0,
        "0 conversations stored; 10 there already; 2 that failed earlier not tried again "
        "(--retry-failed tries them).\n",
    )
    assert contents(place) == before
    retried = score(calls, "--retry-failed")
    assert retried.exit_code == 1
    assert "empty.txt" in retried.stderr
    assert "Tried 2 times" in convqa("store", "failures", "--store", place).stdout
    assert contents(place) == before

    (calls / "empty.txt").write_text(CHAT, encoding="utf-8")
    assert score(calls).stderr.startswith("1 conversation stored; 10 there already; 1 that failed")
    solved = {dict(row)["shown"]: dict(row)["solved_at"] for row in contents(place)["failure"]}
    assert {Path(shown).name: is_solved for shown, is_solved in solved.items()} == {
        "empty.txt": True, "lines.jsonl": False
    }  # fmt: skip


def listed(convqa: Convqa, place: str) -> list[str]:
    """The names of what could not be scored."""
    lines = convqa("store", "failures", "--store", place).stdout.splitlines()
    return [line.split(": ")[0].rpartition("/")[2] for line in lines]


def test_a_link_that_leads_nowhere_is_remembered_until_it_does(
    convqa: Convqa, score: Score, place: str, calls: Path, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.txt"
    (calls / "link.txt").symlink_to(target)
    for _ in range(2):
        assert score(calls).exit_code == 1
        assert listed(convqa, place) == ["link.txt"]
    for text in (CHAT, CHAT.replace("parcel", "letter"), CHAT):
        target.write_text(text, encoding="utf-8")
        assert score(calls).exit_code == 0
        assert listed(convqa, place) == []
        target.unlink()
        score(calls)
        assert listed(convqa, place) == ["link.txt"]


def test_what_failed_on_standard_input_is_not_mended_by_something_else(
    convqa: Convqa, score: Score, place: str
) -> None:
    assert score("-", stdin=b'{"id": "a", "turns": [').exit_code == 1
    assert score("-", stdin=CHAT.encode()).exit_code == 0
    assert listed(convqa, place) == ["-:1"]
    assert score("-", stdin=b"").exit_code == 1
    assert listed(convqa, place) == ["-", "-:1"]


def test_another_key_is_refused(score: Score, calls: Path) -> None:
    key = calls.parent / "key"
    key.write_text("another key of the tests", encoding="utf-8")
    result = score(calls, "--key-file", key)
    assert result.exit_code == 2
    assert "it was made with another site key" in result.stderr


def test_the_log_has_a_line_of_numbers_for_each_thing(score: Score, calls: Path, tmp_path: Path) -> None:
    (calls / "Gurli Vestergaard.txt").touch()
    log = tmp_path / "logs" / "run.jsonl"
    score(calls, "--log", log)
    score(calls, "--log", log)
    text = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    events = [line["event"] for line in lines if line["event"] != "stored"]
    assert events == ["begin", "failed", "end", "begin", "end"]
    assert [line["known"] for line in lines if line["event"] == "end"] == [0, 10]
    assert "Gurli" not in text
    assert "parcel" not in text


def test_a_run_is_noted_with_what_it_came_to(score: Score, place: str, calls: Path) -> None:
    score(calls)
    with open_store(place) as store, store.reading() as connection:
        (row,) = connection.execute(select(metadata.tables["run"])).mappings()
        deeds = connection.execute(select(metadata.tables["audit"].c.action)).scalars().all()
    assert (row["state"], json.loads(row["counts"])["new"], row["ended_at"] is None) == ("finished", 10, False)
    assert deeds == ["store.init", "score.begin", "score.end"]


class Renamed(FakeClassifier):
    name = "fake@2"


def with_classifier(classifier: Classifier, *arguments: str | Path) -> Result:
    loaders = Loaders(classifier=partial(given, classifier))
    return CliRunner(catch_exceptions=False).invoke(main, ["score", *map(str, arguments)], obj=loaders)


def test_another_model_is_a_reading_beside_the_first(score: Score, place: str, calls: Path) -> None:
    score(calls)
    assert with_classifier(Renamed(), calls, "--store", place).stderr == "10 conversations stored.\n"
    assert [count(place, table) for table in ("version", "reading", "assessment", "turn")] == [10, 20, 20, 40]
    assert score(calls).stderr == "0 conversations stored; 10 there already.\n"


def test_a_server_that_breaks_off_is_asked_again(
    new_database: NewPlace, server: Server, calls: Path, new_file: NewPlace
) -> None:
    place, other = published(new_database()), published(new_file())
    database = place.rpartition("/")[2]

    class Broken(FakeClassifier):
        def classify(self, conversation: Conversation) -> Classification:
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                connection.execute(query, [database])
            return super().classify(conversation)

    assert with_classifier(Broken(), calls, "--store", place).exit_code == 0
    with_classifier(FakeClassifier(), calls, "--store", other)
    assert contents(place) == contents(other)


def test_what_may_pass_has_an_exit_code_of_its_own(new_file: NewPlace, calls: Path) -> None:
    class Away(FakeClassifier):
        @property
        def name(self) -> str:  # type: ignore[override]
            raise StoreError("the store a.sqlite: the disk is full; free some space.", passing=True)

    result = with_classifier(Away(), calls, "--store", published(new_file()))
    assert (result.exit_code, result.stderr) == (75, "Error: the store a.sqlite: the disk is full; free some space.\n")


def test_a_later_run_says_so_and_begins_at_the_other_end(score: Score, place: str, calls: Path) -> None:
    with open_store(place) as store, store.writing() as connection:
        begin_run(connection, "score", "options", SiteKey.default())
    result = score(calls)
    assert "Another run began 20" in result.stderr
    shown = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("chat-")]
    assert shown == [f"chat-{number}" for number in range(9, -1, -1)]


def test_an_id_that_no_index_holds_stops_nothing(score: Score, place: str, tmp_path: Path) -> None:
    turns = [{"role": "customer", "text": "Where is my parcel?"}, {"role": "agent", "text": "On its way."}]
    long = "".join(hashlib.sha256(b"%d" % number).hexdigest() for number in range(200))
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(json.dumps({"id": one, "turns": turns}) for one in ("a", long, "c")), encoding="utf-8")
    result = score(path)
    assert result.exit_code == 1
    assert "all.jsonl:2: a conversation was left out, since its id has more than 500 characters" in result.stderr
    assert long[:20] not in result.stderr
    assert count(place, "conversation") == 2


def test_a_name_of_a_file_does_not_steer_the_terminal(convqa: Convqa, score: Score, place: str, tmp_path: Path) -> None:
    (tmp_path / "empty\x1b[1m.txt").touch()
    score(tmp_path / "empty\x1b[1m.txt")
    listed = convqa("store", "failures", "--store", place).stdout
    assert "empty\\x1b[1m.txt: " in listed
    assert "\x1b" not in listed
