"""Instead of steps 2 and 3: train the encoder too, with cues and judge on top. For a GPU; on a CPU, overnight.

usage: python -m training.tune BASE_DIR OUT_DIR [--config FILE] [--device cuda] [--runs 0 1 2 3 4 release]

The lower layers stay as they are and the upper `Tuning.layers` learn, the lower of them slower (layer-wise rates,
Howard and Ruder 2018). Each fold's conversations are then judged as the product would: through the int8 export of the
encoder that has not seen them. Writes what `training.package` reads: `encoder/`, `out_of_fold.npz`, `networks.pt`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from convqa.classify.classifier import role_indices
from convqa.classify.encoder import Encoder
from convqa.classify.inputs import Window, pack, tokenize
from convqa.conversation import Conversation
from training.corpus import FOLDS, gold, records, splits, texts
from training.encoder import LAYERS, export, quantize
from training.example import PADDING, Example, pooled
from training.fit import batches, loss
from training.network import Network
from training.prepare import CONFIG, conversations, token_states
from training.settings import Settings
from training.train import Outputs, predict, save
from training.vocabulary import trim

RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Text(Example):
    """An example whose states are not known yet, since the encoder that makes them still learns."""

    windows: Sequence[Window]


class Reader(nn.Module):
    """Encoder and network as one: windows of token ids in, the judge's outputs out."""

    def __init__(self, encoder: BertModel, network: Network) -> None:
        super().__init__()
        self.encoder, self.network = encoder, network

    def forward(self, batch: Sequence[Text], device: torch.device) -> dict[str, Tensor]:
        """The judge's outputs for a batch of conversations, in fp32 on the CPU, where the loss is computed."""
        windows = [window for text in batch for window in text.windows]
        pad = nn.utils.rnn.pad_sequence
        ids = pad([torch.from_numpy(window.ids) for window in windows], batch_first=True, padding_value=1).to(device)
        with torch.autocast(device.type, torch.bfloat16):
            found = self.encoder(input_ids=ids, attention_mask=(ids != 1).long(), output_hidden_states=True)
        states = torch.cat([found.hidden_states[layer] for layer in LAYERS], dim=-1).float()
        read = torch.cat([states[i, window.first : len(window.ids) - 1] for i, window in enumerate(windows)])
        lengths = torch.cat([torch.from_numpy(text.lengths) for text in batch]).to(device)
        parts = [torch.segment_reduce(read, how, lengths=lengths) for how in ("mean", "max")]
        features = torch.cat((*parts, self.network.cues(read, lengths)), dim=1)
        roles = pad([torch.from_numpy(text.roles) for text in batch], batch_first=True, padding_value=PADDING)
        counts = [len(text.roles) for text in batch]
        out = self.network.judge(pad(features.split(counts), batch_first=True), roles.to(device))
        return {name: value.float().cpu() for name, value in out.items()}


def read(talks: Mapping[str, Conversation], tokenizer: Tokenizer, settings: Settings) -> dict[str, Text]:
    """Every conversation as windows of token ids."""
    right = {record["id"]: gold(record) for record in records()}
    found = {}
    for name, talk in talks.items():
        ids = tokenize(tokenizer, talk.turns, settings.packing.longest_turn).ids
        found[name] = Text(
            states=np.zeros((0, 0), dtype=np.float16),
            lengths=np.array([len(turn) for turn in ids], dtype=np.int64),
            features=np.zeros((len(ids), 0), dtype=np.float32),
            roles=role_indices(talk.turns),
            gold=right[name],
            windows=pack(ids, settings.packing),
        )
    return found


def tune(known: Sequence[Text], encoder: BertModel, settings: Settings, device: torch.device) -> Reader:
    """Train on `known`; `encoder` itself is changed."""
    torch.manual_seed(0)
    recipe, tuning = settings.recipe, settings.tuning
    width = 2 * len(LAYERS) * encoder.config.hidden_size
    reader = Reader(encoder, Network(recipe.shape(width))).to(device).train()
    encoder.requires_grad_(False)
    groups: list[dict[str, Any]] = [
        {"params": list(reader.network.parameters()), "lr": recipe.rate, "weight_decay": recipe.decay}
    ]
    for depth, layer in enumerate(reversed(encoder.encoder.layer[-tuning.layers :])):
        layer.requires_grad_(True)
        groups.append({"params": list(layer.parameters()), "lr": tuning.rate * tuning.layer_decay**depth})
    # Dropout in the encoder would make the maxima in training others than those in use.
    for part in encoder.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = tuning.epochs * sum(1 for _ in batches(known, recipe.batch, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [group["lr"] for group in groups], total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    generator = np.random.default_rng(0)
    for epoch in range(tuning.epochs):
        started, total = time.monotonic(), 0.0
        for batch in batches(known, recipe.batch, generator):
            optimizer.zero_grad()
            found = loss(reader(batch, device), batch, recipe)
            found.backward()
            for group in groups:
                torch.nn.utils.clip_grad_norm_(group["params"], 1.0)
            optimizer.step()
            schedule.step()
            total += float(found.detach()) * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(known):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return reader.cpu().eval()


def judge(reader: Reader, tokenizer: Path, talks: Mapping[str, Conversation], settings: Settings) -> dict[str, Outputs]:
    """What the product would say of conversations: through the int8 export."""
    right = {record["id"]: gold(record) for record in records()}
    with tempfile.TemporaryDirectory() as folder:
        write_encoder(reader.encoder, tokenizer, Path(folder))
        encoder = Encoder(Path(folder), settings.packing)
        found = {}
        for name, talk in talks.items():
            states, lengths = token_states(talk, encoder)
            example = Example(
                states=states,
                lengths=lengths,
                features=pooled(states, lengths),
                roles=role_indices(talk.turns),
                gold=right[name],
            )
            found[name] = predict([reader.network], example)
    return found


def write_encoder(model: BertModel, tokenizer: Path, out: Path) -> None:
    """`encoder.onnx` in int8 and `tokenizer.json`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        export(model.eval(), Path(folder) / "encoder.onnx")
        quantize(Path(folder) / "encoder.onnx", out / "encoder.onnx")
    (out / "tokenizer.json").write_bytes(tokenizer.read_bytes())


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    runs = [*(str(fold) for fold in range(FOLDS)), RELEASE]
    parser.add_argument("--runs", nargs="+", choices=runs, default=runs)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    settings, split, talks = Settings.load(arguments.config), splits(), conversations()
    found: dict[str, Outputs] = {}
    for run in arguments.runs:
        encoder = trim(arguments.base, texts(), arguments.out)
        tokenizer = arguments.out / "tokenizer.json"
        examples = read(talks, Tokenizer.from_file(str(tokenizer)), settings)
        known = [text for name, text in examples.items() if split[name] not in ("test", run)]
        reader = tune(known, encoder, settings, torch.device(arguments.device))
        if run == RELEASE:
            write_encoder(reader.encoder, tokenizer, arguments.out / "encoder")
            torch.save([reader.network.state_dict()], arguments.out / "networks.pt")
        else:
            unseen = {name: talk for name, talk in talks.items() if split[name] == run}
            found |= judge(reader, tokenizer, unseen, settings)
            save(found, arguments.out / "out_of_fold.npz")
        print(f"{run}: done", flush=True)


if __name__ == "__main__":
    main()
