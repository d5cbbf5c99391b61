"""Real spaCy pipelines, made here and read from a folder (`make test-spacy`): no released one can be fetched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.conversation import Language
from convqa.errors import ModelError, UsageError
from convqa.redaction.findings import read
from convqa.redaction.names.pipelines import STRETCH, Pipelines, load_pipelines
from tests.conftest import FakeClassifier

with warnings.catch_warnings():  # of its own libraries, about each other
    warnings.simplefilter("ignore")
    spacy = pytest.importorskip("spacy", reason="a site's own pipelines need the extra `spacy`: run `make test-spacy`")

ROOT = Path(__file__).parents[3]
FIRST = ("Vexil", "Zorba", "Quill", "Ymber", "Drosk", "Plimt", "Krebo", "Snævi")
LAST = ("Torrel", "Ubbin", "Vansk", "Wirre")
CHAT = """Agent: Hej, du taler med Jonas. Hvad hedder du?
Kunde: Jeg hedder Lene Holm, og pakken skal til vexilia.
Agent: Tak, Lene. Jeg har sendt en ny pakke til Vexilia i dag.
Kunde: Tusind tak for hjælpen, det er hos Vattenfall på 20 12 34 56.
"""


def rules(folder: Path, lang: str, label: str = "PER", **meta: str) -> str:
    """A pipeline of rules, in a folder."""
    nlp = spacy.blank(lang)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": [{"LOWER": "vexilia"}]}, {"label": "ORG", "pattern": "Vattenfall"}])
    nlp.meta.update({"name": "rules", "version": "0.3"} | meta)
    nlp.to_disk(folder / f"{lang}_rules")
    return str(folder / f"{lang}_rules")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline that learned a few names, with parts that find none, in a folder."""
    from spacy.training import Example

    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("da")
    nlp.add_pipe("sentencizer", name="senter")
    nlp.add_pipe("ner")
    said = ["{} ringer om sin pakke", "hej det er {} her", "jeg hedder {}", "pakken er ikke kommet", "tak for hjælpen"]
    examples = []
    for number, name in enumerate([*FIRST[:6], *(f"{first} {last}" for first in FIRST[:6] for last in LAST[:3])]):
        for text in (said[number % 3], said[3 + number % 2]):
            start = text.find("{}")
            text = text.format(name)
            entities = [(start, start + len(name), "PER")] if start >= 0 else []
            examples.append(Example.from_dict(nlp.make_doc(text), {"entities": entities}))
    nlp.initialize(lambda: examples)
    for _ in range(12):
        nlp.update(examples)
    folder = tmp_path_factory.mktemp("trained") / "da_few"
    nlp.to_disk(folder)
    return str(folder)


def persons(pipelines: Pipelines, text: str, language: Language = Language.DA) -> list[str]:
    return [text[one.start : one.end] for one in pipelines.tag(read([text], language))]


@pytest.mark.parametrize(
    ("lang", "label", "language"),
    [("da", "PER", "da"), ("nb", "PER", "nn"), ("nn", "PER", "nn"), ("sv", "PRS", "sv"), ("en", "PERSON", "en"),
     ("xx", "PER", "nb")],
)  # fmt: skip
def test_a_pipeline_of_each_language(tmp_path: Path, lang: str, label: str, language: str) -> None:
    pipelines = load_pipelines([rules(tmp_path, lang, label)])
    assert pipelines.name == f"{lang}_rules@0.3"
    assert persons(pipelines, "Vattenfall, Vexilia?\nvexilia", Language(language)) == ["Vexilia", "vexilia"]


def test_names_that_were_learned_are_found(trained: str) -> None:
    pipelines = load_pipelines([trained])
    assert pipelines.name == "da_pipeline@0.0.0"  # as spaCy calls one that nobody named
    assert persons(pipelines, "hej det er Vexil Wirre her\npakken er ikke kommet") == ["Vexil Wirre"]


def readings(count: int) -> list[Any]:
    texts = (
        f"hej det er {FIRST[n % 8]} {LAST[n % 4]}{n} her\nord{n} og {n}\njeg hedder {FIRST[n % 7]}"
        for n in range(count)
    )
    return [read([text, "tak for hjælpen"], Language.DA) for text in texts]


def test_threads_and_order_change_nothing(trained: str) -> None:
    pipelines, items = load_pipelines([trained]), readings(150)
    one_by_one = [pipelines.tag(item) for item in items]
    assert sum(map(len, one_by_one)) > len(items)
    with ThreadPoolExecutor(7) as pool:
        assert list(pool.map(pipelines.tag, items)) == one_by_one
    fresh = load_pipelines([trained])
    assert [fresh.tag(item) for item in reversed(items)] == one_by_one[::-1]


def test_nothing_that_was_read_is_kept(trained: str) -> None:
    pipelines = load_pipelines([trained])
    vocab = pipelines._serving[Language.DA]._nlp.vocab  # type: ignore[union-attr]
    before = len(vocab.strings)
    for item in readings(20):
        pipelines.tag(item)
    assert len(vocab.strings) == before
    assert "ord7" not in vocab.strings


def test_a_long_line_is_read_in_stretches(tmp_path: Path) -> None:
    pipelines = load_pipelines([rules(tmp_path, "da")])
    text = "hej vexilia " * (30 * STRETCH // 12)
    assert persons(pipelines, text) == ["vexilia"] * (30 * STRETCH // 12)


def convqa(*arguments: str | Path) -> Result:
    loaders = Loaders(classifier=lambda *_: FakeClassifier())
    return CliRunner(catch_exceptions=False).invoke(main, [str(one) for one in arguments], obj=loaders)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    folder = tmp_path / "calls"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(CHAT.replace("34", f"{number}4"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", ["1", "7"])
def test_redact_and_score_end_to_end(tmp_path: Path, calls: Path, workers: str) -> None:
    model = rules(tmp_path, "da")
    options = ["--names-model", model, "--workers", workers]
    done = convqa("redact", calls, "--output", tmp_path / "out", "--to", "txt", *options)
    assert done.exit_code == 0, done.stderr
    text = (tmp_path / "out" / "3.txt").read_text(encoding="utf-8")
    assert "redactor rules@12+names@3+da_rules@0.3\n" in text
    assert "pakken skal til [PERSON_3].\n" in text
    assert "en ny pakke til [PERSON_3] i dag" in text
    assert "Vattenfall" in text
    done = convqa("score", calls, "--output", tmp_path / "records.jsonl", "--quiet", *options)
    assert done.exit_code == 0, done.stderr
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == 6
    for record in records:
        assert record["provenance"]["redactor"] == "rules@12+names@3+da_rules@0.3"
        assert "vexilia" not in json.dumps(record).lower()


def test_what_was_redacted_stays_as_it_is(tmp_path: Path, calls: Path) -> None:
    model = rules(tmp_path, "da")
    for source, target in ((calls, "once"), (tmp_path / "once", "twice")):
        done = convqa("redact", source, "--output", tmp_path / target, "--names-model", model)
        assert done.exit_code == 0, done.stderr
    assert "\nReplaced: nothing.\n" in done.stdout


@pytest.fixture
def quoting() -> str:
    """The name of a part that fails, and says on what."""
    name = "convqa_test_quoting"

    def fail(doc: Any) -> Any:
        if "vexilia" in doc.text:
            raise ValueError(f"cannot go on with {doc.text}")
        return doc

    spacy.Language.component(name, assigns=["doc.ents"], func=fail)
    return name


def test_a_part_that_fails_and_quotes_costs_its_conversation_and_tells_nothing(
    tmp_path: Path, calls: Path, quoting: str
) -> None:
    model = tmp_path / "quoting"
    nlp = spacy.blank("da")
    nlp.add_pipe(quoting)
    nlp.to_disk(model)
    (calls / "other.txt").write_text(CHAT.replace("exilia", "ed"), encoding="utf-8")
    done = convqa("redact", calls, "--output", tmp_path / "out", "--names-model", model)
    assert done.exit_code == 1
    assert done.stderr.count("cannot read it (ValueError); the others are read") == 6
    assert "vexilia" not in done.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["other.jsonl"]
    with pytest.raises(ModelError) as failed:
        load_pipelines([str(model)]).tag(read(["vexilia"], Language.DA))
    assert failed.value.__context__ is None


def test_what_cannot_be_used_is_refused(tmp_path: Path) -> None:
    untrained, parts, unknown = tmp_path / "untrained", tmp_path / "parts", tmp_path / "unknown"
    nlp = spacy.blank("da")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(parts)
    with pytest.raises(UsageError, match="finds no persons"):
        load_pipelines([str(parts)])
    nlp.to_disk(unknown)
    config = unknown / "config.cfg"
    config.write_text(config.read_text(encoding="utf-8").replace('"sentencizer"', '"nobody_has_it"'), encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot be loaded and run \(\w+\)"):
        load_pipelines([str(unknown)])
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    nlp.to_disk(untrained)
    (untrained / "ner" / "model").unlink()
    with pytest.raises(UsageError, match=r"cannot be loaded and run \(\w+\)"):
        load_pipelines([str(untrained)])
    old = rules(tmp_path, "sv", "PRS", spacy_version=">=3.0.0,<3.1.0")
    meta = Path(old) / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text("utf-8")) | {"spacy_version": ">=3.0.0,<3.1.0"}), "utf-8")
    with pytest.raises(UsageError, match=r"is for spaCy >=3\.0\.0,<3\.1\.0, and 3\.\d+\.\d+ is installed"):
        load_pipelines([old])
    with pytest.raises(UsageError, match="this is no spaCy pipeline"):
        load_pipelines(["spacy"])


_WATCHED = """
import logging, sys, warnings
logging.basicConfig(level=logging.DEBUG)
warnings.simplefilter("always")
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system"):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(watch)
from convqa.cli import main
main(sys.argv[1:], prog_name="convqa")
"""


def test_nothing_is_fetched_and_nothing_is_told(tmp_path: Path, calls: Path, trained: str) -> None:
    models = ["--names-model", trained, "--names-model", f"sv={rules(tmp_path, 'sv', 'PRS')}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _WATCHED, "redact", str(calls), "--output", str(tmp_path / "out"), *models],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "0.jsonl").is_file()
    for told in ("vexilia", "Lene", "Holm", "Jonas", "20 12"):
        assert told not in done.stdout + done.stderr
