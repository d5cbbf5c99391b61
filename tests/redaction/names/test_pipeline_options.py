"""Pipelines of a site's own: which option names which, what is refused, what is read and how; a stand-in is spaCy."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from convqa.cli.reading import site_redactor
from convqa.conversation import Language
from convqa.errors import MissingExtraError, ModelError, UsageError
from convqa.redaction.find import find
from convqa.redaction.findings import Kind, read
from convqa.redaction.names.pipelines import STRETCH, Pipelines, load_pipelines, parse_option


class StandIn:
    """The part of `spacy.language.Language` that is used; `meta["persons"]` are the words that it calls persons.

    Its zones must not be nested, and are left open by an exception.
    """

    def __init__(self, meta: dict[str, Any], exclude: Sequence[str]) -> None:
        self.meta = meta
        self.exclude = exclude
        self.pipe_names: list[str] = meta.get("pipeline", ["ner"])
        self.pipe_labels: dict[str, list[str]] = meta.get("labels", {"ner": ["LOC", "PER"]})
        self.read: list[str] = []
        self.open = False

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        assert not self.open
        self.open = True
        yield
        self.open = False

    def get_pipe_meta(self, part: str) -> Any:
        return SimpleNamespace(assigns=self.meta.get("assigns", {}).get(part, []))

    def pipe(self, texts: Sequence[str], batch_size: int = 256) -> Iterator[Any]:
        assert batch_size > 1
        for text in texts:
            self.read.append(text)
            if "break" in text:
                raise KeyError(text)
            persons = re.finditer("|".join(self.meta["persons"]), text)
            ents = [SimpleNamespace(start_char=one.start(), end_char=one.end(), label_="PER") for one in persons]
            towns = [SimpleNamespace(start_char=one.start(), end_char=one.end(), label_="LOC") for one in
                     re.finditer("Torshavn", text)]  # fmt: skip
            yield SimpleNamespace(text=text.replace("\t", " "), ents=ents + towns)


@dataclass
class Library:
    """The part of the module `spacy` that is used."""

    loaded: list[tuple[Path | str, StandIn]] = field(default_factory=list)
    __version__ = "3.8.4"
    util = SimpleNamespace(is_compatible_version=lambda version, wanted: version[:3] in wanted if wanted else None)

    def load(self, place: Path | str, exclude: Sequence[str]) -> StandIn:
        found = sys.path if isinstance(place, str) else []
        files = [Path(folder) / place / "meta.json" for folder in found] if found else [Path(place) / "meta.json"]
        meta = next(json.loads(file.read_text(encoding="utf-8")) for file in files if file.is_file())
        if meta.get("damaged"):
            raise ValueError("cannot read the weights of Zorbaline")
        nlp = StandIn(meta, exclude)
        self.loaded.append((place, nlp))
        return nlp


Make = Callable[..., str]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a pipeline's folder: `make("da", "tiny", persons=["Zorbaline"])`."""

    def write(lang: str, name: str = "tiny", **more: Any) -> str:
        folder = tmp_path / f"{lang}_{name}"
        folder.mkdir()
        meta = {"lang": lang, "name": name, "version": "1.2", "spacy_version": ">=3.8,<3.9", "persons": ["Zorbaline"]}
        (folder / "meta.json").write_text(json.dumps(meta | more), encoding="utf-8")
        return str(folder)

    return write


def load(*options: str, library: Library | None = None) -> Pipelines:
    return load_pipelines(options, library or Library())


def persons(pipelines: Pipelines, text: str, language: Language = Language.DA) -> list[str]:
    return [text[one.start : one.end] for one in pipelines.tag(read([text], language))]


@pytest.mark.parametrize(
    ("option", "parsed"),
    [
        ("da_core_news_md", (None, "da_core_news_md")),
        ("da=da_core_news_md", (Language.DA, "da_core_news_md")),
        ("nn=./pipelines/a=b", (Language.NN, "./pipelines/a=b")),
        ("./da=old", (None, "./da=old")),
        ("C:\\da=old", (None, "C:\\da=old")),
    ],
)
def test_options(option: str, parsed: tuple[Language | None, str]) -> None:
    assert parse_option(option) == parsed


@pytest.mark.parametrize("option", ["fi=fi_core_news_md", "xx=xx_ent_wiki_sm", "=da_core_news_md", "da="])
def test_options_that_are_wrong(option: str) -> None:
    with pytest.raises(UsageError, match=r"^--names-model .*: write LANGUAGE=NAME with one of da, nb, nn, sv, en, or"):
        load_pipelines([option])  # nothing is imported for it


def test_without_spacy_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtraError, match=r"^--names-model needs .* pip install 'convqa\[spacy\]'"):
        site_redactor(None, ["da_core_news_md"])


def test_a_spacy_that_does_not_work_is_no_fault_of_convqa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules, "spacy", raising=False)
    (tmp_path / "spacy.py").write_text("raise ValueError('binary incompatibility')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"the spaCy that is installed does not work \(ValueError\); run: pip install"):
        load_pipelines(["da_core_news_md"])


def test_spacy_is_imported_where_no_library_is_given(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setitem(sys.modules, "spacy", Library())
    assert load_pipelines([make("da")]).name == "da_tiny@1.2"


def test_persons_are_found_in_the_pipelines_language(make: Make) -> None:
    pipelines = load(make("da"))
    assert persons(pipelines, "Hej Zorbaline fra Torshavn") == ["Zorbaline"]
    assert persons(pipelines, "Hej Zorbaline", Language.SV) == []


def served(pipelines: Pipelines) -> dict[str, str]:
    """By language, whose pipeline reads it: each finds a name of its own."""
    text = "Ada Beo Cia Dov"
    return {language: name for language in Language for name in persons(pipelines, text, language)}


def test_which_pipeline_reads_which_language(make: Make) -> None:
    da, nb, every = make("da", persons=["Ada"]), make("nb", persons=["Beo"]), make("xx", persons=["Cia"])
    other = make("nn", persons=["Dov"])
    assert served(load(da, nb)) == {"da": "Ada", "nb": "Beo", "nn": "Beo"}
    assert served(load(every, da)) == {"da": "Ada", "nb": "Cia", "nn": "Cia", "sv": "Cia", "en": "Cia"}
    assert served(load(nb, other)) == {"nb": "Beo", "nn": "Dov"}
    assert served(load(every, nb)) == {"da": "Cia", "nb": "Beo", "nn": "Beo", "sv": "Cia", "en": "Cia"}
    assert served(load(f"sv={da}")) == {"sv": "Ada"}


def test_the_name_tells_which_are_used_for_what_in_any_order(make: Make) -> None:
    da, nb = make("da"), make("nb")
    assert load(nb, da).name == load(da, nb).name == "da_tiny@1.2+nb_tiny@1.2"
    assert load(f"sv={nb}", f"da={da}").name == "da_tiny@1.2+sv=nb_tiny@1.2"


def test_a_pipeline_for_two_languages_is_loaded_once(make: Make) -> None:
    library, da = Library(), make("da")
    pipelines = load(f"da={da}", f"en={da}", library=library)
    assert len(library.loaded) == 1
    assert served(pipelines) == {}
    assert persons(pipelines, "Zorbaline", Language.EN) == ["Zorbaline"]


def test_two_for_one_language_are_refused(make: Make) -> None:
    with pytest.raises(UsageError, match=r"there is a pipeline for da already \(da_tiny@1\.2\); name one\.$"):
        load(make("da"), f"da={make('nb')}")


def test_a_pipeline_of_another_language_is_refused_unless_one_says_what_it_serves(make: Make) -> None:
    name = make("fo")
    with pytest.raises(UsageError, match="is for the language fo, which convqa does not read"):
        load(name)
    assert persons(load(f"da={name}"), "Zorbaline") == ["Zorbaline"]


@pytest.mark.parametrize("name", ["nowhere/da_core", "da_core_that_nobody_has", "not a name"])
def test_what_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(
        UsageError, match=r"no such folder, and no such package is installed; convqa brings no pipelines"
    ):
        load(name)


def test_what_is_loaded_and_cannot_be_told_from_a_package_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "da_without_a_spec", ModuleType("da_without_a_spec"))
    with pytest.raises(UsageError, match="no such package is installed"):
        load("da_without_a_spec")


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"lang": "da", "name": "x"}', '{"lang": 1, "name": 2, "version": 3}']
)
def test_a_folder_that_is_no_pipeline_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "meta.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="this is no spaCy pipeline"):
        load(str(tmp_path))


def test_a_package_that_is_no_pipeline_is_refused_and_not_run() -> None:
    with pytest.raises(UsageError, match=r"^--names-model this: this is no spaCy pipeline"):
        load("this")
    assert "this" not in sys.modules


def test_a_package_is_loaded_by_its_name(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(make("da"))
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    library = Library()
    assert load("da-tiny", library=library).name == "da_tiny@1.2"
    assert [place for place, _ in library.loaded] == ["da_tiny"]


def test_a_package_that_was_only_unpacked_is_read_where_its_pipeline_lies(make: Make) -> None:
    folder = Path(make("da"))
    inner = folder / "da_tiny-1.2"
    inner.mkdir()
    (inner / "meta.json").write_bytes((folder / "meta.json").read_bytes())
    library = Library()
    load(str(folder), library=library)
    assert [place for place, _ in library.loaded] == [inner]


def test_a_pipeline_for_another_spacy_is_refused(make: Make) -> None:
    with pytest.raises(UsageError, match=r"is for spaCy >=3\.4,<3\.5, and 3\.8\.4 is installed; install the version"):
        load(make("da", spacy_version=">=3.4,<3.5"))
    assert load(make("nb", spacy_version="")).name == "nb_tiny@1.2"  # which says nothing is tried


@pytest.mark.parametrize(
    "more",
    [
        {"pipeline": ["tagger"]},
        {"labels": {"ner": ["LOC"]}},
        {"pipeline": ["x", "ruler"], "labels": {"x": ["PER"], "ruler": ["LOC"]}, "assigns": {"ruler": ["doc.ents"]}},
        {"pipeline": []},
    ],
)  # fmt: skip
def test_a_pipeline_that_finds_no_persons_is_refused(make: Make, more: dict[str, Any]) -> None:
    with pytest.raises(
        UsageError, match=r"finds no persons; it needs a part such as ner, with a label PER, PERSON, PRS\.$"
    ):
        load(make("da", **more))


@pytest.mark.parametrize(
    "more",
    [
        {"labels": {"ner": ["PRS", "TME"]}},
        {"pipeline": ["ruler"], "labels": {"ruler": ["PERSON"]}, "assigns": {"ruler": ["doc.ents"]}},
        {"pipeline": ["own"], "labels": {}, "assigns": {"own": ["doc.ents"]}},  # which does not tell its labels
    ],
)
def test_a_pipeline_that_finds_persons_is_taken(make: Make, more: dict[str, Any]) -> None:
    assert load(make("da", **more)).name == "da_tiny@1.2"


@pytest.mark.parametrize("more", [{"damaged": True}, {"persons": ["("]}])
def test_one_that_cannot_be_loaded_or_run_is_refused_without_its_words(make: Make, more: dict[str, Any]) -> None:
    with pytest.raises(
        UsageError, match=r"cannot be loaded and run \((ValueError|error|PatternError)\); see that"
    ) as refused:
        load(make("da", **more))
    assert "Zorbaline" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("components", "left_out"),
    [
        (["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"],
         ["attribute_ruler", "lemmatizer", "parser", "senter", "tagger"]),
        (["transformer", "ner"], []),
        (["tagger", "ner", "own_rules"], []),  # the rules may ask the tagger
        (None, []),
    ],
)  # fmt: skip
def test_what_finds_no_names_is_not_loaded(make: Make, components: list[str] | None, left_out: list[str]) -> None:
    library = Library()
    load(make("da", components=components), library=library)
    assert [nlp.exclude for _, nlp in library.loaded] == [left_out]


def test_lines_are_read_each_by_itself_and_those_without_letters_not_at_all(make: Make) -> None:
    library = Library()
    pipelines = load(make("da", persons=["Zorbaline", "Qu", "Q"]), library=library)
    (_, nlp) = library.loaded[0]
    nlp.read.clear()
    reading = read(["Hej\n20 12 34 56\n\nQ Zorbaline", "", "— Qu: Zorbaline"], Language.DA)
    found = [reading.text[one.start : one.end] for one in pipelines.tag(reading)]
    assert nlp.read == ["Hej", "Q Zorbaline", "— Qu: Zorbaline"]
    assert found == ["Zorbaline", "Qu", "Zorbaline"]  # a single letter is nobody
    assert {(one.kind, one.score) for one in pipelines.tag(reading)} == {(Kind.PERSON, 0.5)}


@pytest.mark.parametrize("filler", ["hej ", "x"])
def test_long_lines_are_cut_and_no_name_is_lost(make: Make, filler: str) -> None:
    library = Library()
    pipelines = load(make("da", persons=["Zorbaline Quux"]), library=library)
    (_, nlp) = library.loaded[0]
    for shift in (0, 7, 14):
        nlp.read.clear()
        text = filler * ((STRETCH - shift) // len(filler)) + " Zorbaline Quux " + filler * STRETCH
        assert persons(pipelines, text) == ["Zorbaline Quux"]
        assert max(map(len, nlp.read)) <= STRETCH
        assert len(nlp.read) > 2


@pytest.mark.parametrize("text", ["please break, Zorbaline", "Zorbaline\tQuux"])
def test_one_that_fails_says_so_without_the_text_and_goes_on(make: Make, text: str) -> None:
    pipelines = load(make("da"))
    with pytest.raises(
        ModelError, match=r"^the pipeline da_tiny@1\.2 of --names-model cannot read it \(\w+\)$"
    ) as failed:
        persons(pipelines, text)
    assert failed.value.__context__ is None
    assert persons(pipelines, "Zorbaline") == ["Zorbaline"]


def test_what_a_pipeline_finds_is_found_everywhere_beside_the_rest(make: Make) -> None:
    redactor = site_redactor(None, [make("da", persons=["zorbaline"])], lambda options: load(*options))
    assert redactor.name == "rules@4+names@1+da_tiny@1.2"
    text = "jeg hedder Lene Holm\nog zorbaline ringede\nja Zorbaline, på 20 12 34 56"
    found = find(read([text], Language.DA), tagger=redactor.tagger)
    assert [text[one.start : one.end] for one in found] == ["Lene Holm", "zorbaline", "Zorbaline", "20 12 34 56"]


def test_without_pipelines_nothing_is_loaded() -> None:
    def fail(_: Sequence[str]) -> Pipelines:
        raise AssertionError

    assert site_redactor(None, (), fail).name == "rules@4+names@1"
