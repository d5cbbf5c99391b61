"""Train a released reader a little further: on batches that came later, with others mixed in so that nothing is lost.

usage: python -m training.further PREPARED_DIR RUN_DIR OUT_DIR --batches k3 k4 [--others 600] [--config FILE]
                                  [--device NAME] [--set NAME=VALUE ...]

Reads `tuned/` and `networks.pt` of RUN_DIR, as `training.train` leaves them, and writes the same into OUT_DIR, with the
out-of-fold predictions of RUN_DIR beside them: these know nothing of what was learnt here. Minutes on two processor
cores. `--set epochs=2 rate=1e-4 tuning_rate=2e-5` is what it is made for. Test conversations are not used.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
import torch
from transformers import BertModel

from training.corpus import splits
from training.example import Example, load_examples
from training.fit import fit
from training.reader import TuningReader
from training.settings import CONFIG, Settings
from training.train import save_reader
from training.trial import altered


def mixed(examples: dict[str, Example], batches: list[str], others: int) -> list[Example]:
    """All of some batches, and so many others, drawn once and for all."""
    split = splits()
    known = {name: one for name, one in examples.items() if split[name] != "test"}
    asked = [one for name, one in known.items() if name.split("-")[0] in batches]
    rest = [one for name, one in known.items() if name.split("-")[0] not in batches]
    chosen = np.random.default_rng(0).permutation(len(rest))[:others]
    return [*asked, *(rest[place] for place in chosen)]


def load(run: Path, settings: Settings) -> TuningReader:
    """The reader that `training.train` left in a folder; its annotators' habits are learnt anew."""
    encoder = BertModel.from_pretrained(run / "tuned", add_pooling_layer=False, attn_implementation="sdpa")
    reader = TuningReader(encoder, settings.recipe)
    for network, state in zip(reader.networks, torch.load(run / "networks.pt", weights_only=True), strict=True):
        network.load_state_dict(state)
    return reader


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("prepared", "run", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--batches", nargs="+", required=True)
    parser.add_argument("--others", type=int, default=600)
    parser.add_argument("--set", dest="changes", nargs="*", default=[], metavar="NAME=VALUE")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    settings = altered(Settings.load(arguments.config), arguments.changes)
    examples = mixed(load_examples(arguments.prepared), arguments.batches, arguments.others)
    reader = load(arguments.run, settings).to(arguments.device)
    trained = fit(reader, examples, settings, 0)
    assert isinstance(trained, TuningReader)
    save_reader(trained, arguments.run / "tuned" / "tokenizer.json", arguments.out)
    shutil.copy(arguments.run / "out_of_fold.npz", arguments.out)
    print(f"{arguments.out}: {len(examples)} conversations")


if __name__ == "__main__":
    main()
