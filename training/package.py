"""Step 5: a model folder for release.

usage: python -m training.package TRAINED_DIR ENCODER_DIR MODEL_DIR [--config FILE]

Exports the averaged judges to `judge.onnx` (fp16 weights), puts the cues behind the encoder's states in
`encoder.onnx`, writes out what depends on the processor (`portable.py`), fits weights and calibration on the out-of-
fold predictions and writes `meta.json`. `training.evaluate` then adds the figures and the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from convqa import codebook
from convqa.classify.artefact import FORMAT, Meta
from convqa.classify.classifier import role_indices
from convqa.classify.encoder import Encoder
from convqa.classify.inputs import Packing
from convqa.classify.instructions import FILE as INSTRUCTIONS
from convqa.classify.judge import Judge as ProductJudge
from convqa.classify.phrases import FILE as PHRASES
from convqa.classify.stacking import FILE as STACKING
from convqa.classify.weighing import weigh
from training import weighing
from training.batch import collate
from training.calibrate import calibrate, reference
from training.corpus import gold, records
from training.example import Example
from training.network import Network, pool
from training.portable import write_out_softmax
from training.prepare import conversations, labelled
from training.settings import CONFIG, Recipe, Settings
from training.stacking import STACKED
from training.train import load_out_of_fold
from training.variants import Changed

FILES = ("encoder.onnx", "judge.onnx", INSTRUCTIONS, PHRASES, STACKING, "tokenizer.json")


class Panel(nn.Module):
    """Several judges as one: the mean of each output.

    Its features are those of `convqa.classify.encoder`: the means of the states and of every network's cues, then the
    maxima of both. Each judge takes the states' and the maxima of its own cues.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        super().__init__()
        self.judges = nn.ModuleList(network.judge for network in networks)
        shape = networks[0].shape
        self.states, self.cues = shape.features // 2, shape.cues
        some = torch.zeros(1, 2, shape.features + shape.cues)
        self.names = [name for name in self.judges[0](some, torch.zeros(1, 2, dtype=torch.long)) if name != "base"]

    def forward(self, features: Tensor, roles: Tensor) -> tuple[Tensor, ...]:
        """Features (1, n, d), roles (1, n) -> the outputs in the order of `names`."""
        width = self.states + len(self.judges) * self.cues
        means, maxima = features[..., : self.states], features[..., width : width + self.states]
        outs = []
        for number, judge in enumerate(self.judges):
            first = width + self.states + number * self.cues
            own = features[..., first : first + self.cues]
            outs.append(judge(torch.cat((means, maxima, own), dim=-1), roles))
        mean = {name: sum(out[name] for out in outs) / len(outs) for name in self.names}
        return tuple(mean[name] for name in self.names)


def load_networks(path: Path, recipe: Recipe) -> list[Network]:
    """The networks that were saved in training."""
    networks = []
    for state in torch.load(path, weights_only=True):
        network = Network(recipe.shape(2 * state["cues.read.weight"].shape[1]))
        network.load_state_dict(state)
        networks.append(network.eval())
    return networks


@torch.no_grad()
def export(networks: Sequence[Network], out: Path) -> None:
    """Write the panel of judges as ONNX."""
    panel = Panel(networks).eval()
    width = 2 * (panel.states + len(networks) * panel.cues)
    turns = {1: "turns"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own coming replacement
        torch.onnx.export(
            panel,
            (torch.randn(1, 5, width), torch.tensor([[0, 1, 0, 1, 0]])),
            str(out),
            input_names=["features", "roles"],
            output_names=panel.names,
            dynamic_axes={"features": turns, "roles": turns},
            opset_version=17,
            dynamo=False,
        )
    onnx.save(halve(write_out_softmax(onnx.load(out))), out)


def add_cues(encoder: onnx.ModelProto, networks: Sequence[Network]) -> onnx.ModelProto:
    """Let the encoder put out the cues of all networks behind its states; in fp32, since they were learnt so."""
    readers = [network.cues.read for network in networks]
    weights = {
        "cues.weight": torch.cat([reader.weight for reader in readers]).T.detach().numpy(),
        "cues.bias": torch.cat([reader.bias for reader in readers]).detach().numpy(),
    }
    (output,) = encoder.graph.output
    for node in encoder.graph.node:
        node.output[:] = ["read" if name == output.name else name for name in node.output]
    encoder.graph.initializer.extend(
        numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in weights.items()
    )
    encoder.graph.node.extend(
        (
            helper.make_node("MatMul", ["read", "cues.weight"], ["cues.product"]),
            helper.make_node("Add", ["cues.product", "cues.bias"], ["cues"]),
            helper.make_node("Concat", ["read", "cues"], [output.name], axis=1),
        )
    )
    wide = output.type.tensor_type.shape.dim[1]
    wide.Clear()
    wide.dim_value = sum(weights["cues.weight"].shape)
    onnx.checker.check_model(encoder)
    return encoder


@torch.no_grad()
def check(
    folder: Path, source: Path, packing: Packing, networks: Sequence[Network], some: Mapping[str, Changed]
) -> None:
    """See that the packaged graphs say of some conversations what the networks say over the encoder in `source`."""
    packaged, judge, encoder = Encoder(folder, packing), ProductJudge(folder), Encoder(source, packing)
    for name, (talk, right) in some.items():
        tokens, roles = encoder.tokenize(talk.turns), role_indices(talk.turns)
        found = judge.run(packaged.features(tokens), roles)
        states = torch.cat(
            [torch.from_numpy(encoder.run(window.ids)[window.first : -1]) for window in encoder.windows(tokens)]
        )
        example = Example(turns=[np.array(ids) for ids in tokens.ids], roles=roles, gold=right)
        batch = collate([example], packing, torch.device("cpu"))
        outs = [network(states, pool(states, batch.lengths), batch) for network in networks]
        mean = {key: torch.stack([out[key] for out in outs]).mean(0)[0].numpy() for key in outs[0] if key != "base"}
        for output, expected in mean.items():
            np.testing.assert_allclose(found[output], expected, atol=0.05, err_msg=f"{name} {output}")


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large fp32 weights as fp16 and cast them back at load: half the bytes, the same arithmetic."""
    casts = []
    for weight in list(model.graph.initializer):
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) >= 1024:
            values = numpy_helper.to_array(weight).astype(np.float16)
            model.graph.initializer.remove(weight)
            model.graph.initializer.append(numpy_helper.from_array(values, f"{weight.name}.half"))
            casts.append(helper.make_node("Cast", [f"{weight.name}.half"], [weight.name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    return model


def base_of(networks: Sequence[Network]) -> list[float]:
    """(8,) each rating before any evidence: the judges' mean."""
    base = torch.stack([1 + 4 * torch.sigmoid(network.judge.base.detach()) for network in networks]).mean(0)
    return [round(float(value), 4) for value in base]


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("trained", "encoder", "model"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    settings = Settings.load(arguments.config)
    networks = load_networks(arguments.trained / "networks.pt", settings.recipe)
    folder: Path = arguments.model
    folder.mkdir(parents=True, exist_ok=True)
    right = {record["id"]: gold(record) for record in records()}
    raw = load_out_of_fold(arguments.trained / STACKED)
    talks = labelled(conversations())
    roles = {name: role_indices(talks[name][0].turns) for name in raw}
    weights = weighing.fit(right, raw, roles)
    outputs = {name: weigh(out, roles[name], weights) for name, out in raw.items()}
    export(networks, folder / "judge.onnx")
    encoder = write_out_softmax(onnx.load(arguments.encoder / "encoder.onnx"))
    shutil.copyfile(arguments.encoder / "tokenizer.json", folder / "tokenizer.json")
    for name in (INSTRUCTIONS, PHRASES, STACKING):
        shutil.copyfile(arguments.trained / name, folder / name)
    with tempfile.TemporaryDirectory() as name:
        bare = Path(name)
        onnx.save(encoder, bare / "encoder.onnx")
        shutil.copyfile(folder / "tokenizer.json", bare / "tokenizer.json")
        onnx.save(add_cues(encoder, networks), folder / "encoder.onnx")
        check(folder, bare, settings.packing, networks, dict(islice(talks.items(), 5)))
    meta = Meta(
        format=FORMAT,
        name=settings.model.name,
        version=settings.model.version,
        codebook=codebook.VERSION,
        packing=settings.packing,
        base=base_of(networks),
        calibration=calibrate(right, outputs),
        files={name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
        weights=weights,
        reference=reference(right, outputs),
    )
    (folder / "meta.json").write_text(json.dumps(asdict(meta), indent=1) + "\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    print(f"{folder}: {size:.1f} MB")


if __name__ == "__main__":
    main()
