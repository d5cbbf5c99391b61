"""Where things are, and how training goes: over an encoder that stays as it is, or with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from transformers import BertModel

from convqa.classify.encoder import Encoder
from training.corpus import lifelike, splits
from training.example import Example, load_examples
from training.fit import fit
from training.reader import FrozenReader, Reader, TuningReader
from training.settings import Settings
from training.states import States, together, write_states

__all__ = ["Frozen", "Plan", "plan_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Networks and encoder learn together; needs a GPU.

    Attributes:
        prepared: what `training.prepare` wrote.
        base: the encoder, a Hugging Face folder.
        out: for what is trained.
        device: as PyTorch names it.
    """

    prepared: Path
    base: Path
    out: Path
    settings: Settings
    device: str

    def prepare(self) -> None:
        """Do what is needed once, before any training."""
        self.out.mkdir(parents=True, exist_ok=True)

    def examples(self) -> dict[str, Example]:
        """Every conversation but those of test, by id."""
        split = splits()
        return {name: one for name, one in load_examples(self.prepared).items() if split[name] != "test"}

    def reader(self, examples: Mapping[str, Example]) -> Reader:  # noqa: ARG002 (others read their states beforehand)
        """A reader of these examples that has learnt nothing yet."""
        encoder = BertModel.from_pretrained(self.base, add_pooling_layer=False, attn_implementation="sdpa")
        return TuningReader(encoder, self.settings.recipe)

    def fit(self, examples: Mapping[str, Example], left_out: Iterable[str], seed: int = 0, part: float = 1.0) -> Reader:
        """A reader trained on (a part of) the examples that are not in the folds left out."""
        split, held = splits(), set(left_out)
        known = [name for name in examples if split[name] not in held]
        some = np.random.default_rng(seed).permutation(len(known))[: round(part * len(known))]
        torch.manual_seed(seed)
        reader = self.reader(examples).to(self.device)
        names = [known[place] for place in some]
        chosen = [examples[name] for name in names for _ in range(self.times(name))]
        with _fast(self.device):
            return fit(reader, chosen, self.settings, seed)

    def times(self, name: str) -> int:
        """How often a conversation is taken in an epoch."""
        return self.settings.recipe.real if lifelike(name) else 1

    def release(self) -> None:
        """Train on all folds and write the weights of the networks."""
        self.keep(self.fit(self.examples(), ()).cpu())

    def keep(self, reader: Reader) -> None:
        """Write what of a reader is released."""
        assert isinstance(reader, TuningReader)
        reader.encoder.save_pretrained(self.out / "tuned")
        shutil.copy(self.base / "tokenizer.json", self.out / "tuned")
        save_networks(reader, self.out)


@contextmanager
def _fast(device: str) -> Iterator[None]:
    """PyTorch as training wants it, for the whole process, and as it was afterwards."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if device != "cpu" else threads)
    torch.set_flush_denormal(True)  # on a processor, numbers of next to nothing take many times as long
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(threads)


class Frozen(Plan):
    """Networks learn over an encoder that stays as it is: what two processor cores can do.

    The base is what `training.encoder` wrote. The states of all tokens are computed once and left in `out`/states (4 kB
    a token, 10 GB); after that an epoch over 6,700 conversations is a minute and a half of one core.
    """

    def prepare(self) -> None:
        """Write the states that are not there yet."""
        Plan.prepare(self)
        encode = partial(together, encoder=Encoder(self.base, self.settings.packing))
        for path, examples in self.parts(self.examples()).items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_states(examples, encode, path)

    def parts(self, examples: Mapping[str, Example]) -> dict[Path, list[Example]]:
        """The file of the states of the conversations, and of the first of their variations.

        One variation is enough: each is a mixture, and a second would take as long and as much room again.
        """
        folder = self.out / "states"
        plain, varied = [*examples.values()], [one.variants[0] for one in examples.values()]
        return {folder / "corpus.npy": plain, folder / "variants.npy": varied}

    def examples(self) -> dict[str, Example]:
        """Every conversation but those of test, by id, each with one variation."""
        return {name: replace(one, variants=one.variants[:1]) for name, one in Plan.examples(self).items()}

    def reader(self, examples: Mapping[str, Example]) -> Reader:
        """A reader that has learnt nothing yet, over the states of these examples."""
        return FrozenReader(States.load(self.parts(examples)), self.settings.recipe)

    def keep(self, reader: Reader) -> None:
        """Write the weights of the networks."""
        save_networks(reader, self.out)


def plan_of(*, prepared: Path, base: Path, out: Path, settings: Settings, device: str) -> Plan:
    """The plan for a recipe, by whether any of the encoder's layers learn."""
    kind = Plan if settings.recipe.tuned else Frozen
    return kind(prepared=prepared, base=base, out=out, settings=settings, device=device)


def save_networks(reader: Reader, out: Path) -> None:
    """Write the weights of the networks as `training.package` reads them."""
    torch.save([network.state_dict() for network in reader.networks], out / "networks.pt")
