"""Step 1: the encoder as the runtime reads it: trimmed vocabulary, ONNX, int8 weights.

usage: python -m training.encoder BASE_DIR OUT_DIR

Reads a Hugging Face folder of the base encoder (`training.base`) and the corpus (for its pieces); writes
`encoder.onnx` and `tokenizer.json`. Without fine-tuning the encoder is the base itself.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from training.corpus import texts
from training.vocabulary import trim

LAYERS = (4, 8, 12)


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


def quantize(source: Path, out: Path) -> None:
    """Write int8 weights, per channel.

    Weights keep to 7 bits (`reduce_range`): processors without VNNI add two products in 16 bits and would overflow
    with 8, so that results would differ between machines. It costs no speed.
    """
    quantize_dynamic(str(source), str(out), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = trim(arguments.base, texts(), arguments.out)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "encoder.onnx"
        export(model, raw)
        quantize(raw, arguments.out / "encoder.onnx")
    size = (arguments.out / "encoder.onnx").stat().st_size / 1e6
    print(f"{arguments.out}: {model.config.vocab_size:,} pieces, encoder {size:.1f} MB")


if __name__ == "__main__":
    main()
