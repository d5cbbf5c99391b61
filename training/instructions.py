"""Step 3, at its end: which sentences tell the rater what to give (`convqa.classify.instructions`).

usage: python -m training.instructions PREPARED_DIR ENCODER_DIR OUT_DIR [--workers N]

Puts the texts of `data/instructions/train.jsonl` and `data/variants/instructions.jsonl` into conversations of the
corpus, encodes these and others that hold none, and fits a linear model on the sentences' mean states and one on their
runs of pieces. How sure both together must be is chosen on further conversations: of their sentences, one in so many
(`RARELY`) may be taken for an instruction. Writes OUT_DIR/instructions.npz, and prints what it finds of
`held.jsonl`, which nobody reads. Test conversations are not used.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from tokenizers import Tokenizer

from convqa.classify.encoder import Encoder
from convqa.classify.inputs import LEAD, Packing
from convqa.classify.instructions import FILE, STEADY, Borders, Instructions, runs
from convqa.conversation import Language
from training.corpus import records, splits
from training.example import Example, load
from training.phrases import weigh
from training.settings import CONFIG, Settings
from training.states import together

DATA = Path(__file__).parents[1] / "data"
TRAIN, HELD = DATA / "instructions" / "train.jsonl", DATA / "instructions" / "held.jsonl"
VARIANTS = DATA / "variants" / "instructions.jsonl"

PLACES = 3
"""Conversations that each text is put into."""

AROUND = 3
"""Turns before and after the one that a text is put into; the encoder sees no further than a window anyway."""

FITTED, CHOSEN = 1500, 1500
"""Conversations without instructions: to fit on, and to choose on how sure one must be."""

RARELY = 4000
"""Of the corpus' sentences, one in so many may be taken for an instruction; a few of those are some."""

STRENGTH_OF_STATES, STRENGTH_OF_RUNS = 1e-3, 50.0
"""Inverse of the regularisation."""

WEIGHT = 2.0
"""What a sentence of an instruction, or one like it, counts beside one of a conversation."""

LEAST = 2
"""Sentences in which a run must stand."""

UNSEEN = 0.01
"""Of the instructions' sentences, the share whose states say so little that nobody asks the runs."""

Parts = dict[str, NDArray[np.generic]]

ENDINGS, OPENINGS = frozenset(".!?…;"), frozenset("[{<#(\"'«")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to put into a conversation; `told`: whether it tells the rater what to give."""

    language: Language
    text: str
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sentence:
    """Token ids of a sentence and (d,) the mean of their states."""

    ids: NDArray[np.int64]
    mean: NDArray[np.float32]


def texts(path: Path) -> list[Text]:
    """The texts of a file; those of `data/variants` are all instructions."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Text(language=Language(row["language"]), text=row["text"], told=bool(row.get("label", 1))) for row in rows]


def borders_of(tokenizer: Tokenizer) -> Borders:
    """Where sentences begin and end in the pieces of a vocabulary."""
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    first = [piece.removeprefix("▁")[:1] if piece.startswith("▁") else "" for piece, _ in pieces]
    return Borders(
        ending=np.array([piece[-1:] in ENDINGS for piece, _ in pieces]),
        opening=np.array([letter in OPENINGS or letter.isupper() for letter in first]),
    )


def put(ids: NDArray[np.int64], example: Example, generator: np.random.Generator) -> tuple[Example, int, int]:
    """A piece of a conversation with a text in it: that, the turn, and where in the turn the text begins."""
    at = int(generator.integers(len(example.turns)))
    first = max(0, at - AROUND)
    turns = list(example.turns[first : at + AROUND + 1])
    own = turns[at - first]
    # Behind what the turn says, before it, or instead of it.
    begin = (len(own), LEAD, LEAD)[how := int(generator.integers(3))]
    rest = own[begin:] if how == 1 else own[:0]
    turns[at - first] = np.concatenate((own[:begin], ids, rest))
    return replace(example, turns=turns, roles=example.roles[first : at + AROUND + 1]), at - first, begin


def sentences(example: Example, encoder: Encoder, borders: Borders) -> Iterator[tuple[int, int, Sentence]]:
    """The sentences of a conversation, each with its turn and where in the turn it begins."""
    states = together(example, encoder).astype(np.float32)
    begins = np.cumsum([0, *(len(turn) for turn in example.turns)])
    for span in borders.sentences(example.turns):
        mean = states[begins[span.turn] + span.start : begins[span.turn] + span.end].mean(axis=0)
        yield span.turn, span.start, Sentence(ids=example.turns[span.turn][span.start : span.end], mean=mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the conversations and the encoder are."""

    prepared: Path
    encoder: Path
    packing: Packing

    def plain(self, names: Sequence[str]) -> list[Sentence]:
        """The sentences of conversations as they are."""
        encoder, borders, examples = self._load()
        return [one for name in names for _, _, one in sentences(examples[name], encoder, borders)]

    def told(self, wanted: Sequence[Text], seed: int) -> list[list[Sentence]]:
        """The sentences of texts in `PLACES` conversations of their language each: a list for each place."""
        encoder, borders, examples = self._load()
        split, generator = splits(), np.random.default_rng(seed)
        pool: dict[str, list[Example]] = {}
        for record in records():
            if split[record["id"]] != "test":
                pool.setdefault(record["language"], []).append(examples[record["id"]])
        found = []
        for text in wanted:
            ids = np.array(self.tokenizer.encode(text.text, add_special_tokens=False).ids, dtype=np.int64)
            for _ in range(PLACES):
                here = pool[text.language]
                example, turn, begin = put(ids, here[int(generator.integers(len(here)))], generator)
                found.append([
                    one
                    for at, start, one in sentences(example, encoder, borders)
                    if at == turn and inside(start, len(one.ids), begin, len(ids))
                ])  # fmt: skip
        return found

    @property
    def tokenizer(self) -> Tokenizer:
        """The encoder's."""
        return Tokenizer.from_file(str(self.encoder / "tokenizer.json"))

    def _load(self) -> tuple[Encoder, Borders, dict[str, Example]]:
        examples = load(self.prepared / "corpus.npz")
        return Encoder(self.encoder, self.packing), borders_of(self.tokenizer), examples


def inside(start: int, length: int, begin: int, size: int) -> bool:
    """Whether more than half of a sentence of so many pieces is of a text that begins there."""
    return 2 * (min(start + length, begin + size) - max(start, begin)) > length


def fit(told: Sequence[Sentence], alike: Sequence[Sentence], plain: Sequence[Sentence]) -> Parts:
    """Both models, as arrays of `instructions.npz` but for the bias' threshold: it is 0.5 of the fitted probability."""
    every = [*told, *alike, *plain]
    right = np.arange(len(every)) < len(told)
    weight = np.where(np.arange(len(every)) < len(told) + len(alike), WEIGHT, 1.0)
    ordinary = np.stack([one.mean for one in plain]).mean(axis=0)
    lengths = np.array([len(one.ids) for one in every])
    apart = (np.stack([one.mean for one in every]) - ordinary) * (lengths / (lengths + STEADY))[:, None]
    scaler = StandardScaler(with_mean=False).fit(apart[-len(plain) :])
    states = LogisticRegression(C=STRENGTH_OF_STATES, max_iter=300)
    states.fit(scaler.transform(apart), right, sample_weight=weight)
    direction = states.coef_[0] / scaler.scale_
    keys, rows = runs([one.ids for one in every])
    known, rarity, matrix = weigh(keys, rows, len(every), LEAST)
    worded = LogisticRegression(C=STRENGTH_OF_RUNS, solver="liblinear").fit(matrix, right, sample_weight=weight)
    scale = np.abs(worded.coef_).max() / 127
    return {
        "direction": direction.astype(np.float32),
        "origin": np.array(direction @ ordinary),
        "bias": np.array(states.intercept_[0] + worded.intercept_[0]),
        "floor": np.quantile(apart[: len(told)] @ direction, UNSEEN),
        "keys": known,
        "rarity": rarity,
        "weights": np.rint(worded.coef_.T / scale).astype(np.int8),
        "scale": np.array([scale], dtype=np.float32),
    }


def scores(parts: Parts, some: Sequence[Sentence]) -> NDArray[np.float64]:
    """How surely each of some sentences is an instruction, as the product has it."""
    model = Instructions.of(parts)
    along = [len(one.ids) * (one.mean @ model.direction) for one in some]
    return model.scores([one.ids for one in some], np.array(along))


def report(parts: Parts, held: Sequence[Text], places: Sequence[Sequence[Sentence]]) -> None:
    """Print how many texts are found in part and whole, by language, and how many others are taken for some."""
    found = [scores(parts, one) > 0 if one else np.zeros(1, dtype=bool) for one in places]
    texts_of = [text for text in held for _ in range(PLACES)]
    for language in (*Language, None):
        here = [
            (text.told, some.any(), some.all())
            for text, some in zip(texts_of, found, strict=True)
            if language in (None, text.language)
        ]
        told, others = [one for one in here if one[0]], [one for one in here if not one[0]]
        part, whole, wrong = (
            np.mean(some) for some in ([one[1] for one in told], [one[2] for one in told], [one[1] for one in others])
        )
        print(
            f"{language or 'all':4} {len(told)}: {part:.3f} found, {whole:.3f} whole; {len(others)} others: {wrong:.3f}"
        )


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "encoder", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    packing = Settings.load(arguments.config).packing
    source = Source(prepared=arguments.prepared, encoder=arguments.encoder, packing=packing)
    split = splits()
    known = sorted(name for name in load(arguments.prepared / "corpus.npz") if split[name] != "test")
    drawn = np.random.default_rng(0).permutation(known)[: FITTED + CHOSEN].tolist()
    read, held = [*texts(TRAIN), *texts(VARIANTS)], texts(HELD)
    with ProcessPoolExecutor(arguments.workers, mp_context=get_context("spawn")) as pool:
        plain, others = pool.submit(source.plain, drawn[:FITTED]), pool.submit(source.plain, drawn[FITTED:])
        placed, unread = pool.submit(source.told, read, 1), pool.submit(source.told, held, 2)
        every = list(zip([text for text in read for _ in range(PLACES)], placed.result(), strict=True))
        told, alike = ([one for text, some in every if text.told is wanted for one in some] for wanted in (True, False))
        borders = borders_of(source.tokenizer)
        parts = fit(told, alike, plain.result()) | {"ending": borders.ending, "opening": borders.opening}
        chosen = np.sort(scores(parts, others.result()))[::-1]
        parts["bias"] = parts["bias"] - chosen[len(chosen) // RARELY]
        report(parts, held, unread.result())
    np.savez_compressed(arguments.out / FILE, **parts)  # type: ignore[arg-type] # any name may be `allow_pickle`
    size = (arguments.out / FILE).stat().st_size / 1e3
    print(f"{arguments.out / FILE}: {size:.0f} kB, from {len(told)} sentences of instructions, {len(alike)} like them")


if __name__ == "__main__":
    main()
