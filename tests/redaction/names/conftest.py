"""A stand-in for spaCy, and folders with pipelines that it reads."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from convqa.conversation import Language
from convqa.redaction.findings import read
from convqa.redaction.names.pipelines import Pipelines, load_pipelines


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
