"""Step 3 without a GPU: the networks of a released model learn further on its encoder, which stays as it is.

usage: python -m training.retrain PREPARED_DIR MODEL_DIR OUT_DIR [--config FILE] [--workers N] [--groups 5 6 7]

PREPARED_DIR is `training.prepare` with the tokenizer of MODEL_DIR. The first run computes the states of all tokens and
leaves them in OUT_DIR/states (4 kB a token); after that an epoch is a minute of two processor cores. Writes
`encoder/` (the encoder as a folder, without cues, for `training.package`), `networks.pt` and `out_of_fold.npz`.

The groups are folds that the encoder has not read: of what it has, predictions would not be honest however the networks
were trained (of conversations it had read, networks on the encoder of service@2 reach 0.78, of others 0.66).
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import onnx

from convqa.classify.encoder import Encoder
from training.corpus import LATER_FOLDS
from training.example import Example
from training.reader import FrozenReader, Reader
from training.recover import bare_encoder, check, networks
from training.settings import CONFIG, Settings
from training.states import States, together, write_states
from training.train import Plan, carry_out, save_networks


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraining(Plan):
    """The plan of `training.train`, with a model folder as its base."""

    @property
    def encoder(self) -> Path:
        """Where the bare encoder is."""
        return self.out / "encoder"

    def prepare(self) -> None:
        """Write the bare encoder, and the states that are not there yet."""
        self.encoder.mkdir(parents=True, exist_ok=True)
        onnx.save(bare_encoder(self.base), self.encoder / "encoder.onnx")
        shutil.copy(self.base / "tokenizer.json", self.encoder)
        encode = partial(together, encoder=Encoder(self.encoder, self.settings.packing))
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
        """The reader that was released, over the states of these examples."""
        reader = FrozenReader(States.load(self.parts(examples)), self.settings.recipe)
        for network, state in zip(reader.networks, networks(self.base), strict=True):
            check(state, network.state_dict())
            network.load_state_dict(state)
        return reader

    def release(self) -> None:
        """Train on everything and write the weights of the networks."""
        save_networks(self.fit(self.examples(), ()), self.out)


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "model", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--groups", nargs="+", default=LATER_FOLDS)
    arguments = parser.parse_args()
    plan = Retraining(
        prepared=arguments.prepared,
        base=arguments.model,
        out=arguments.out,
        settings=Settings.load(arguments.config),
        device="cpu",
    )
    plan.prepare()
    os.environ["OMP_NUM_THREADS"] = "1"  # of each worker, as there are as many of them
    carry_out(plan, arguments.groups, arguments.workers)


if __name__ == "__main__":
    main()
