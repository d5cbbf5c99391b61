"""Step 4: the encoder as the runtime runs it: ONNX, int8 weights.

usage: python -m training.encoder TUNED_DIR PREPARED_DIR OUT_DIR

Reads a Hugging Face folder of the encoder (`training.train` writes one; `training.vocabulary` the untuned one) and the
prepared corpus, for what usually goes through the encoder; writes `encoder.onnx` and `tokenizer.json`.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel
from transformers.models.bert.modeling_bert import BertLayer

from convqa.classify.inputs import Packing, pack
from training.corpus import splits
from training.example import load_examples
from training.settings import CONFIG, LAYERS, Settings

SAMPLE = 300
"""Conversations by which is known how large the inputs of each layer get."""


class Encoder(nn.Module):
    """BERT written out for export: one unpadded window in, the states of `LAYERS` side by side out.

    Parity with `transformers.BertModel` is checked at export.
    """

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model
        self.heads = model.config.num_attention_heads
        self.width = model.config.hidden_size

    def forward(self, ids: Tensor) -> Tensor:
        """Ids (1, t) -> states (t, 3 x 384)."""
        embeddings = self.model.embeddings
        x = embeddings.word_embeddings(ids) + embeddings.token_type_embeddings.weight[0]
        x = embeddings.LayerNorm(x + embeddings.position_embeddings.weight[: ids.shape[1]])
        states = []
        for number, layer in enumerate(self.model.encoder.layer, 1):
            assert isinstance(layer, BertLayer)
            attention, output = layer.attention.self, layer.attention.output
            q, k, v = (self._split(part(x)) for part in (attention.query, attention.key, attention.value))
            weights = torch.softmax(q @ k.transpose(2, 3) / (self.width // self.heads) ** 0.5, dim=-1)
            mixed = (weights @ v).transpose(1, 2).reshape(1, -1, self.width)
            x = output.LayerNorm(output.dense(mixed) + x)
            x = layer.output.LayerNorm(layer.output.dense(functional.gelu(layer.intermediate.dense(x))) + x)
            if number in LAYERS:
                states.append(x)
        return torch.cat(states, dim=-1)[0]

    def _split(self, x: Tensor) -> Tensor:
        """(1, t, width) -> (1, heads, t, width / heads)."""
        return x.reshape(1, -1, self.heads, self.width // self.heads).transpose(1, 2)


@torch.no_grad()
def export(model: BertModel, out: Path) -> None:
    """Write `out` as ONNX in fp32, after checking that it equals the reference implementation."""
    encoder = Encoder(model).eval()
    ids = torch.randint(4, model.config.vocab_size, (1, 77), generator=torch.Generator().manual_seed(0))
    hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids), output_hidden_states=True).hidden_states
    reference = torch.cat([hidden[layer] for layer in LAYERS], dim=-1)[0]
    torch.testing.assert_close(encoder(ids), reference, atol=1e-4, rtol=1e-4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own coming replacement
        torch.onnx.export(
            encoder,
            (ids,),
            str(out),
            input_names=["ids"],
            output_names=["states"],
            dynamic_axes={"ids": {1: "tokens"}, "states": {0: "tokens"}},
            opset_version=17,
            dynamo=False,
        )


class Smoothed(nn.Module):
    """A linear layer that divides its inputs (t, d) by fixed numbers and has them in its weights instead."""

    factor: Tensor

    def __init__(self, linear: nn.Linear, largest: Tensor) -> None:
        super().__init__()
        root = largest.clamp(min=1e-5).sqrt()
        self.register_buffer("factor", 1 / root)
        self.linear = nn.Linear(linear.in_features, linear.out_features)
        self.linear.weight = nn.Parameter(linear.weight * root)
        self.linear.bias = linear.bias

    def forward(self, x: Tensor) -> Tensor:
        """What the linear layer would give."""
        out: Tensor = self.linear(x * self.factor)
        return out


@torch.no_grad()
def smooth(model: BertModel, windows: Sequence[Tensor]) -> None:
    """Make the feed-forward layers smooth, by how large their inputs are in some windows of token ids.

    An int8 input has one scale for all its channels, so a few large channels leave the others few steps: without this
    int8 moved the base's states by 17 % of their norm, with it by 7 % (rounding simulated, seven conversations). Half
    of each channel's range, on a logarithmic scale, goes into the weights (SmoothQuant, Xiao et al. 2023, without its
    term for the weights, which cost more than it brought).
    """
    parts = [layer.get_submodule(name) for layer in model.encoder.layer for name in ("intermediate", "output")]
    largest = {part: torch.zeros(_dense(part).in_features) for part in parts}

    def watch(part: nn.Module) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def see(_: nn.Module, inputs: tuple[Tensor]) -> None:
            largest[part] = torch.maximum(largest[part], inputs[0].abs().amax((0, 1)))

        return see

    watched = [_dense(part).register_forward_pre_hook(watch(part)) for part in parts]
    for ids in windows:
        model(input_ids=ids[None], attention_mask=torch.ones_like(ids)[None])
    for part, handle in zip(parts, watched, strict=True):
        handle.remove()
        part.dense = Smoothed(_dense(part), largest[part])


def _dense(part: nn.Module) -> nn.Linear:
    """The linear layer of a part of BERT."""
    linear = part.dense
    assert isinstance(linear, nn.Linear)
    return linear


def sample(prepared: Path, packing: Packing) -> list[Tensor]:
    """Windows of some conversations that no figure is of."""
    split = splits()
    some = [example for name, example in load_examples(prepared).items() if split[name] == "train"]
    step = max(1, len(some) // SAMPLE)
    return [torch.from_numpy(window.ids) for example in some[::step] for window in pack([*example.turns], packing)]


def quantize(source: Path, out: Path) -> None:
    """Write int8 weights, per channel.

    Weights keep to 7 bits (`reduce_range`): processors without VNNI add two products in 16 bits and would overflow
    with 8, so that results would differ between machines. It costs no speed.
    """
    quantize_dynamic(str(source), str(out), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("tuned", "prepared", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = BertModel.from_pretrained(arguments.tuned, add_pooling_layer=False, attn_implementation="eager")
    model.eval()
    smooth(model, sample(arguments.prepared, Settings.load(arguments.config).packing))
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "encoder.onnx"
        export(model, raw)
        quantize(raw, arguments.out / "encoder.onnx")
    shutil.copy(arguments.tuned / "tokenizer.json", arguments.out)
    size = (arguments.out / "encoder.onnx").stat().st_size / 1e6
    print(f"{arguments.out}: encoder {size:.1f} MB")


if __name__ == "__main__":
    main()
