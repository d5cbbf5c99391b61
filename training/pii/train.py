"""Train the tagger of names and numbers on the corpus's marks, multiplied.

usage: python -m training.pii.train BASE OUT [--words N] [--every N]

One thread; every word is another each time, so there are no epochs but a number of words. `OUT/state.pt` is written
after every twenty chunks of conversations, and a run that was broken off goes on from it to the same result. At the end
`OUT/names` is the folder that the product reads. BASE is an encoder with a trimmed vocabulary (`training.vocabulary`),
whose embeddings of pieces are used. Held-out names, batches that are held out or tuned on, and the public threads are
not read.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor

from convqa.redaction.findings import Kind
from convqa.redaction.names.features import MOST_PIECES, ROWS, Encoding
from training.corpus import FILES, records
from training.pii.examples import IGNORED, Batch, Material, chunk, conversations, told
from training.pii.frequency import rare_words
from training.pii.lists import FOLDER as NAMES
from training.pii.lists import load
from training.pii.marks import with_second_marks
from training.pii.measure import HELD_OUT, TUNED, part_of
from training.pii.network import LABEL_COUNT, Released, Tagger, piece_vectors
from training.pii.passages import LEARNT, rows

__all__ = ["Plan", "Run", "export", "main", "package", "rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the tagger is trained.

    Attributes:
        words: to be read in all.
        peak: learning rate at its highest.
        decay: weight decay of AdamW.
        batch: examples at once.
        count: conversations in a chunk.
        seed: of everything.
    """

    words: int = 24_000_000
    peak: float = 2e-3
    decay: float = 0.01
    batch: int = 48
    count: int = 150
    seed: int = 20261127


VERSION = "3"
COLUMNS = len(ROWS) + 2 * MOST_PIECES
SURE = {Kind.PERSON: 0.98, Kind.ADDRESS: 0.8, Kind.NUMBER: 0.8, Kind.EMAIL: 0.8}
"""How sure the tagger must be, chosen on the batches that are tuned on (`measure.py --sure`), on passages that it has
not read (`passages.TUNED_ON`) and on planted names."""

WARM_UP = 200
"""Steps in which the rate rises."""
FALL = 0.5
"""Share of the words after which the rate falls, down to `LAST` of its peak."""
LAST = 0.02
MAX_NORM = 1.0
SAVED_AFTER = 20
"""Chunks, each of a few seconds."""


def rate(plan: Plan, steps: int, words: int) -> float:
    """The learning rate after some steps and words."""
    left = 1 - min(1.0, words / plan.words)
    return plan.peak * min(1.0, (steps + 1) / WARM_UP) * max(LAST, min(1.0, left / (1 - FALL)))


class Run:
    """A training run: the network, the optimiser, and how far it is."""

    def __init__(self, plan: Plan, pieces: Tensor) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.network = Tagger(pieces)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=plan.peak, weight_decay=plan.decay)
        self.chunks = self.steps = self.words = 0

    @property
    def done(self) -> bool:
        """Whether all words were read."""
        return self.words >= self.plan.words

    def read(self, material: Material) -> float:
        """Learn from the next chunk and return its mean loss."""
        seed = [self.plan.seed, self.chunks]
        torch.manual_seed(self.plan.seed + self.chunks)  # of dropout, so that a run that goes on ends as one in a piece
        batches = chunk(material, np.random.default_rng(seed), count=self.plan.count, batch=self.plan.batch)
        losses = [self.step(batch) for batch in batches]
        self.chunks += 1
        return float(np.mean(losses)) if losses else 0.0

    def step(self, batch: Batch) -> float:
        """Learn from one batch and return its loss."""
        self.network.train()
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.plan, self.steps, self.words)
        scores = self.network(torch.from_numpy(batch.features), torch.from_numpy(batch.mask))
        loss = torch.nn.functional.cross_entropy(
            scores.reshape(-1, LABEL_COUNT), torch.from_numpy(batch.labels).reshape(-1), ignore_index=IGNORED
        )
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), MAX_NORM)
        self.optimizer.step()
        self.steps += 1
        self.words += int(batch.mask.sum())
        return float(loss.detach())

    def save(self, path: Path) -> None:
        """Write all that going on takes; the file is whole or not there."""
        partial = path.with_suffix(".partial")
        torch.save(
            {
                "plan": asdict(self.plan),
                "done": (self.chunks, self.steps, self.words),
                "network": self.network.state_dict(),
                "optimizer": self.optimizer.state_dict(),
            },
            partial,
        )
        partial.replace(path)

    @classmethod
    def resume(cls, path: Path, plan: Plan, pieces: Tensor) -> Run:
        """Go on from a file that `save` wrote, or begin if there is none.

        Raises:
            SystemExit: the file is of another plan.
        """
        run = cls(plan, pieces)
        if path.exists():
            state: Mapping[str, Any] = torch.load(path, weights_only=True)
            if state["plan"] != asdict(plan):
                raise SystemExit(f"{path} was begun with another plan: {state['plan']}; choose another folder")
            run.chunks, run.steps, run.words = state["done"]
            run.network.load_state_dict(state["network"])
            run.optimizer.load_state_dict(state["optimizer"])
        return run


@torch.no_grad()
def export(network: Tagger, out: Path) -> None:
    """Write the network as ONNX, tables and multiplications as int8: features (1, t, 16) -> scores (1, t, labels)."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own coming replacement
        raw = Path(folder) / "raw.onnx"
        torch.onnx.export(
            Released(network),
            (torch.zeros(1, 7, COLUMNS, dtype=torch.int64),),
            str(raw),
            input_names=["features"],
            output_names=["scores"],
            dynamic_axes={"features": {1: "tokens"}, "scores": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(str(raw), str(out), weight_type=QuantType.QInt8, op_types_to_quantize=["Gather", "MatMul"])


def package(run: Run, base: Path, out: Path) -> None:
    """Write the folder that `convqa.models.find_names` finds: network, tokenizer, and what they are and come from."""
    out.mkdir(parents=True, exist_ok=True)
    export(run.network, out / "tagger.onnx")
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")
    meta = {
        "format": 1,
        "name": "names",
        "version": VERSION,
        "sure": SURE,
        "trained": {
            **asdict(run.plan),
            "corpus": sha256(FILES[0].read_bytes()).hexdigest(),
            "names": sha256((NAMES / "people.txt").read_bytes()).hexdigest(),
            "libraries": {name: version(name) for name in ("numpy", "onnx", "tokenizers", "torch", "wordfreq")},
        },
        "files": {name: sha256((out / name).read_bytes()).hexdigest() for name in ("tagger.onnx", "tokenizer.json")},
    }
    (out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, help="the encoder with a trimmed vocabulary (`training.vocabulary`)")
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=int, default=Plan().words)
    parser.add_argument("--every", type=int, default=1, help="read only every so-manieth conversation")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    state = arguments.out / "state.pt"
    run = Run.resume(state, Plan(words=arguments.words), piece_vectors(arguments.base))
    chosen = [record for record in records() if "pii" in record and part_of(record) not in (HELD_OUT, TUNED)]
    material = Material(
        talks=conversations([with_second_marks(record) for record in chosen[:: arguments.every]]),
        passages=told(chain.from_iterable(map(rows, LEARNT))),
        names=load(held=False),
        words=rare_words,
        encoding=Encoding(Tokenizer.from_file(str(arguments.base / "tokenizer.json"))),
    )
    while not run.done:
        began = time.process_time()
        loss = run.read(material)
        if run.chunks % SAVED_AFTER == 0 or run.done:
            run.save(state)
        print(f"{run.words} words, loss {loss:.4f}, {time.process_time() - began:.0f} s of processor time", flush=True)
    package(run, arguments.base, arguments.out / "names")


if __name__ == "__main__":
    main()
