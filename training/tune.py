"""Step 1: tune the encoder's upper layers on the conversations that are in no figure.

usage: python -m training.tune BASE_DIR OUT_DIR [--config FILE] [--device cuda]

Reads a Hugging Face folder of the base encoder (`training.base`) and writes one of the tuned encoder. It learns from
the later batches of the corpus alone (`train` in `splits.json`), so that one encoder serves all folds and has seen none
of the conversations that figures are of. Cues and judge are fitted on the states of the base first and then learn on
with the layers (Kumar et al. 2022: linear probing, then fine-tuning), the lower of these slower (Howard and Ruder
2018); they are thrown away at the end. An hour on two processor cores, minutes on a GPU.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from convqa.classify.classifier import role_indices
from convqa.classify.inputs import Window, pack, tokenize
from convqa.conversation import Conversation
from training.corpus import gold, records, source, splits
from training.encoder import LAYERS
from training.example import PADDING, Example, pooled
from training.fit import batches, fit, loss
from training.habits import Habits
from training.network import Network
from training.prepare import CONFIG, conversations
from training.settings import Settings

GROUP = 12
"""Windows encoded together: of like length, so that little is padding."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Text(Example):
    """A conversation as token windows; its states are empty, since the layers that make them still learn.

    Attributes:
        windows: its windows.
        below: (t, d) of each window, what the frozen layers say: the states that are read out, then the uppermost.
    """

    windows: Sequence[Window]
    below: Sequence[Tensor] = ()


def through(layers: Mapping[int, nn.Module], windows: Sequence[Tensor], kept: Collection[int]) -> list[Tensor]:
    """Run windows (t, w) through numbered layers; the states of those kept, side by side, of each window."""
    order = sorted(range(len(windows)), key=lambda place: len(windows[place]))
    found: dict[int, Tensor] = {}
    pad = nn.utils.rnn.pad_sequence
    for start in range(0, len(order), GROUP):
        group = order[start : start + GROUP]
        x = pad([windows[place] for place in group], batch_first=True)
        shown = pad([torch.ones(len(windows[place]), device=x.device) for place in group], batch_first=True)
        mask = (1 - shown)[:, None, None, :] * -1e4
        states = []
        with torch.autocast(x.device.type, torch.bfloat16):
            for number, layer in layers.items():
                x = layer(x, mask)
                if number in kept:
                    states.append(x)
        whole = torch.cat(states, dim=-1)
        found |= {place: whole[row, : len(windows[place])] for row, place in enumerate(group)}
    return [found[place] for place in range(len(windows))]


class Reader(nn.Module):
    """The layers that learn, with cues and judge on top: conversations in, the judge's outputs out."""

    def __init__(self, encoder: BertModel, layers: int) -> None:
        super().__init__()
        self.encoder = encoder.eval().requires_grad_(False)
        # Dropout would make the maxima in training others than those in use.
        for part in encoder.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
        numbered = dict(enumerate(encoder.encoder.layer, 1))
        self.last = len(numbered) - layers
        self.lower = {number: layer for number, layer in numbered.items() if number <= self.last}
        self.upper = {number: layer.requires_grad_(True) for number, layer in numbered.items() if number > self.last}
        self.network: Network | None = None

    @torch.no_grad()
    def below(self, text: Text, device: torch.device) -> Text:
        """The text with what the frozen layers say of it."""
        ids = [torch.from_numpy(window.ids).to(device)[None] for window in text.windows]
        first = [self.encoder.embeddings(input_ids=one)[0] for one in ids]
        read = [number for number in LAYERS if number <= self.last]
        states = through(self.lower, first, read)
        top = through(self.lower, first, [self.last])
        return replace(text, below=[torch.cat(pair, -1).bfloat16() for pair in zip(states, top, strict=True)])

    def states(self, texts: Sequence[Text]) -> list[Tensor]:
        """The states (t, d) of all tokens that are read out, of each text."""
        windows = [(window, below) for text in texts for window, below in zip(text.windows, text.below, strict=True)]
        width = self.encoder.config.hidden_size
        found = through(self.upper, [below[:, -width:].float() for _, below in windows], LAYERS)
        parts = iter(
            torch.cat((below[:, :-width].float(), states.float()), dim=-1)[window.first : -1]
            for (window, below), states in zip(windows, found, strict=True)
        )
        return [torch.cat([next(parts) for _ in text.windows]) for text in texts]

    def forward(self, texts: Sequence[Text]) -> dict[str, Tensor]:
        """The judge's outputs, on the CPU in fp32, where the loss is computed."""
        assert self.network is not None
        states = torch.cat(self.states(texts))
        lengths = torch.cat([torch.from_numpy(text.lengths) for text in texts]).to(states.device)
        means, peaks = (torch.segment_reduce(states, how, lengths=lengths) for how in ("mean", "max"))
        features = torch.cat((means, peaks, self.network.cues(states, lengths)), dim=1)
        pad = nn.utils.rnn.pad_sequence
        roles = pad([torch.from_numpy(text.roles) for text in texts], batch_first=True, padding_value=PADDING)
        turns = features.split([len(text.roles) for text in texts])
        out = self.network.judge(pad(turns, batch_first=True), roles.to(states.device))
        return {name: value.float().cpu() for name, value in out.items()}


def read(talks: Mapping[str, Conversation], tokenizer: Tokenizer, settings: Settings) -> list[Text]:
    """Labelled conversations as windows of token ids."""
    right = {record["id"]: gold(record) for record in records()}
    found = []
    for name, talk in talks.items():
        ids = tokenize(tokenizer, talk.turns, settings.packing.longest_turn).ids
        found.append(
            Text(
                states=np.zeros((0, 0), dtype=np.float16),
                lengths=np.array([len(turn) for turn in ids], dtype=np.int64),
                features=np.zeros((len(ids), 0), dtype=np.float32),
                roles=role_indices(talk.turns),
                gold=right[name],
                source=source(name),
                windows=pack(ids, settings.packing),
            )
        )
    return found


@torch.no_grad()
def probe(reader: Reader, texts: Sequence[Text], settings: Settings) -> Network:
    """Cues and judge on the states of the base."""
    states = [reader.states([text])[0].cpu().to(torch.float16).numpy() for text in texts]
    plain = [
        replace(text, states=found, features=pooled(found, text.lengths))
        for text, found in zip(texts, states, strict=True)
    ]
    with torch.enable_grad():
        return fit(plain, replace(settings.recipe, epochs=settings.tuning.probe_epochs), seed=0)


def tune(reader: Reader, texts: Sequence[Text], settings: Settings) -> None:
    """Train the reader's upper layers with cues and judge."""
    assert reader.network is not None
    recipe, tuning = settings.recipe, settings.tuning
    habits = Habits()
    top = [*reader.network.parameters(), *habits.parameters()]
    groups: list[dict[str, Any]] = [{"params": top, "lr": tuning.judge_rate, "weight_decay": recipe.decay}]
    for depth, layer in enumerate(reversed(reader.upper.values())):
        groups.append({"params": list(layer.parameters()), "lr": tuning.rate * tuning.layer_decay**depth})
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = tuning.epochs * sum(1 for _ in batches(texts, recipe.batch, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [group["lr"] for group in groups], total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    generator = np.random.default_rng(0)
    reader.network.train()
    for epoch in range(tuning.epochs):
        started, total = time.monotonic(), 0.0
        for batch in batches(texts, recipe.batch, generator):
            optimizer.zero_grad()
            found = loss(habits(reader(batch), batch), batch, recipe)
            found.backward()
            for group in groups:
                torch.nn.utils.clip_grad_norm_(group["params"], 1.0)
            optimizer.step()
            schedule.step()
            total += float(found.detach()) * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(texts):.3f}, {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    settings, split, device = Settings.load(arguments.config), splits(), torch.device(arguments.device)
    talks = {name: talk for name, talk in conversations().items() if split[name] == "train"}
    encoder = BertModel.from_pretrained(arguments.base, add_pooling_layer=False, attn_implementation="eager")
    reader = Reader(encoder.to(device), settings.tuning.layers)
    tokenizer = Tokenizer.from_file(str(arguments.base / "tokenizer.json"))
    texts = [reader.below(text, device) for text in read(talks, tokenizer, settings)]
    reader.network = probe(reader, texts, settings).to(device)
    print(f"{len(texts)} conversations, cues and judge fitted", flush=True)
    tune(reader, texts, settings)
    encoder.cpu().save_pretrained(arguments.out)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(arguments.base / name, arguments.out / name)


if __name__ == "__main__":
    main()
