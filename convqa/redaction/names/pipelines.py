"""Persons found by spaCy pipelines of the user's own, beside the released tagger; nothing else imports spaCy.

Pipelines are never fetched: they are packages that the user installed, or folders. The labels of persons are from the
`meta.json` of those of spaCy 3.8 (https://github.com/explosion/spacy-models): ``PER`` in ``da_core_news``,
``nb_core_news`` and ``xx_ent_wiki``, ``PRS`` in ``sv_core_news``, ``PERSON`` in ``en_core_web``.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from convqa.conversation import Language
from convqa.errors import MissingExtraError, ModelError, UsageError
from convqa.redaction.findings import SEPARATOR, Finding, Kind, Reading
from convqa.redaction.names.features import SCORE
from convqa.redaction.names.packages import find_folder, idle_parts, read_meta
from convqa.redaction.names.tagger import MIN_LETTERS

__all__ = ["STRETCH", "Pipeline", "Pipelines", "load_pipelines", "parse_option"]

PERSONS = frozenset({"PER", "PERSON", "PRS"})
EVERY = "xx"
"""The `lang` of pipelines for many languages."""
STRETCH = 10_000
"""Characters that are read at once; a longer line takes no more memory than that."""
SEEN = 200
"""Characters that are read again where a long line was cut, so that no name is."""
AT_ONCE = 16
"""Lines that a pipeline computes together."""

_OPTION = "--names-model"
_LINE = re.compile(rf"[^\n{SEPARATOR}]+")


def parse_option(option: str) -> tuple[Language | None, str]:
    """The language, `None` where the pipeline's own decides, and the package or folder of ``[LANGUAGE=]NAME``.

    Raises:
        UsageError: the language is none of the five.
    """
    code, given, name = option.partition("=")
    if not given or "/" in code or "\\" in code:  # a path may hold a "="
        return None, option
    if code not in list(Language) or not name:
        known = ", ".join(Language)
        raise UsageError(f"{_OPTION} {option}: write LANGUAGE=NAME with one of {known}, or the name alone.")
    return Language(code), name


class Pipeline:
    """One pipeline, whatever its language.

    Threads share it, one at a time: every text changes the vocabulary, and results of several threads were seen to
    change (https://github.com/explosion/spaCy/issues/6398); a pipeline a thread would take hundreds of megabytes each.
    What it finds in a conversation hangs on no other, since lines of two are never computed together.

    Args:
        nlp: the loaded `spacy.language.Language`.
    """

    def __init__(self, nlp: Any) -> None:
        meta = nlp.meta
        self.language: str = meta["lang"]
        self.name = f"{meta['lang']}_{meta['name']}@{meta['version']}"
        self._nlp = nlp
        self._lock = Lock()

    def persons(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Where persons begin and end in each text.

        Raises:
            ModelError: the pipeline fails; what it says of it is not told, since it may quote.
        """
        kind = ""
        with self._lock, self._nlp.memory_zone():  # new words are dropped after it, and memory stays flat
            try:
                docs = zip(texts, self._nlp.pipe(texts, batch_size=AT_ONCE), strict=True)
                return [_spans(text, doc) for text, doc in docs]
            except Exception as error:  # caught in the zone, so that the zone is closed in any case
                kind = type(error).__name__
        raise ModelError(f"the pipeline {self.name} of {_OPTION} cannot read it ({kind})")


def _spans(text: str, doc: Any) -> list[tuple[int, int]]:
    if doc.text != text:
        raise ValueError("the tokenizer changes the text, and places in it are then wrong")
    return [(one.start_char, one.end_char) for one in doc.ents if one.label_ in PERSONS]


class Pipelines:
    """The tagger that asks the pipeline of a text's language.

    Args:
        chosen: by language; Bokmål's serves Nynorsk, and that of `EVERY` any language, which have none of their own.
    """

    def __init__(self, chosen: Mapping[str, Pipeline]) -> None:
        names = (one.name if one.language == code else f"{code}={one.name}" for code, one in chosen.items())
        self.name = "+".join(sorted(names))
        every = chosen.get(EVERY)
        self._serving = {language: chosen.get(language, every) for language in Language}
        self._serving[Language.NN] = chosen.get(Language.NN) or self._serving[Language.NB]

    def tag(self, reading: Reading) -> list[Finding]:
        """Persons, line by line: pipelines were trained on sentences, and no name goes over the end of a line."""
        pipeline = self._serving[reading.language]
        if pipeline is None:
            return []
        places = list(_stretches(reading.text))
        found = pipeline.persons([reading.text[start:end] for start, end in places])
        spans = {
            (first + start, first + end) for (first, _), each in zip(places, found, strict=True) for start, end in each
        }
        return [
            Finding(start, end, Kind.PERSON, SCORE)
            for start, end in sorted(spans)
            if sum(map(str.isalpha, reading.text[start:end])) >= MIN_LETTERS
        ]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where lines with a letter in them begin and end; long ones are cut, and what stands at the cut is read twice."""
    for line in _LINE.finditer(text):
        start, end = line.span()
        if not any(map(str.isalpha, line[0])):
            continue
        while end - start > STRETCH:
            cut = text.rfind(" ", start + STRETCH // 2, start + STRETCH)
            cut = cut if cut >= 0 else start + STRETCH
            yield start, cut
            start = max(text.find(" ", cut - SEEN, cut), cut - SEEN)
        yield start, end


def load_pipelines(options: Iterable[str], library: Any = None) -> Pipelines:
    """The pipelines that a call names.

    Args:
        options: each as for `parse_option`, at least one.
        library: the module `spacy`; `None`: it is imported.

    Raises:
        UsageError: an option names no pipeline that can be used, two are for one language, or spaCy does not work.
        MissingExtraError: the extra `spacy` is not installed.
    """
    asked = [parse_option(option) for option in options]
    library = library or _import()
    loaded: dict[str, Pipeline] = {}
    chosen: dict[str, Pipeline] = {}
    for language, name in asked:
        if name not in loaded:
            loaded[name] = _load(name, library)
        code = language or loaded[name].language
        if code not in (*Language, EVERY):
            raise UsageError(
                f"{_OPTION} {name}: this pipeline is for the language {code}, which convqa does not read; "
                f"if it serves another, write LANGUAGE={name}."
            )
        if code in chosen:
            raise UsageError(
                f"{_OPTION} {name}: there is a pipeline for {code} already ({chosen[code].name}); name one."
            )
        chosen[code] = loaded[name]
    return Pipelines(chosen)


def _import() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own libraries, about each other
            import spacy
    except ImportError:
        raise MissingExtraError(what=_OPTION, extra="spacy") from None
    except Exception as error:  # of its compiled parts, where another library does not fit them
        raise UsageError(
            f"{_OPTION}: the spaCy that is installed does not work ({type(error).__name__}); "
            f"run: pip install --upgrade --force-reinstall 'convqa[spacy]'"
        ) from None
    return spacy


def _load(name: str, library: Any) -> Pipeline:
    """The pipeline of a package or folder, tried on a word.

    Raises:
        UsageError: there is none, it does not fit the installed spaCy, or it finds no persons.
    """
    folder = find_folder(name)
    if folder is None:
        raise UsageError(
            f"{_OPTION} {name}: there is no such folder, and no such package is installed; convqa brings no pipelines "
            f"and fetches none, so install one beside it."
        )
    meta = read_meta(folder)
    if meta is None:
        raise UsageError(f"{_OPTION} {name}: this is no spaCy pipeline, since it has no meta.json of one.")
    wanted = str(meta.get("spacy_version", ""))
    if library.util.is_compatible_version(library.__version__, wanted) is False:
        raise UsageError(
            f"{_OPTION} {name}: this pipeline is for spaCy {wanted}, and {library.__version__} is installed; "
            f"install the version of the pipeline that fits."
        )
    inner = folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"  # of a package that was only unpacked
    place = (inner if inner.is_dir() else folder) if Path(name).is_dir() else folder.name
    try:
        with warnings.catch_warnings():  # nothing is read yet, and there is one thread
            warnings.simplefilter("ignore")
            nlp = library.load(place, exclude=idle_parts(meta))
            able = _finds_persons(nlp)
            if able:
                list(nlp.pipe(["Anna"]))
    except Exception as error:  # whatever its parts raise
        raise UsageError(
            f"{_OPTION} {name}: this pipeline cannot be loaded and run ({type(error).__name__}); see that it is whole, "
            f"and that what it needs besides spaCy is installed."
        ) from None
    if not able:
        raise UsageError(
            f"{_OPTION} {name}: this pipeline finds no persons; it needs a part such as ner, "
            f"with a label {', '.join(sorted(PERSONS))}."
        )
    return Pipeline(nlp)


def _finds_persons(nlp: Any) -> bool:
    """Whether a part writes entities, and can call one a person as far as it tells its labels."""
    parts = [part for part in nlp.pipe_names if part == "ner" or "doc.ents" in nlp.get_pipe_meta(part).assigns]
    labels = [nlp.pipe_labels[part] for part in parts if part in nlp.pipe_labels]
    return any(not PERSONS.isdisjoint(each) for each in labels) or len(labels) < len(parts)
