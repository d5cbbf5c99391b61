"""Step 5: a model folder for release.

usage: python -m training.package FEATURES.npz TRAINED_DIR ENCODER_DIR MODEL_DIR [--config FILE]

Exports the averaged judges to `judge.onnx` (fp16 weights), calibrates on the out-of-fold predictions, copies the
encoder and writes `meta.json`. `training.evaluate` then adds the figures and the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from convqa import codebook
from convqa.classify.artefact import FORMAT, Meta
from convqa.classify.runtime import Graph
from training.calibrate import calibrate
from training.fit import Example
from training.network import Judge, Shape
from training.prepare import CONFIG, load_examples
from training.settings import Settings
from training.train import Outputs, predict

FILES = ("encoder.onnx", "judge.onnx", "tokenizer.json")


class Panel(nn.Module):
    """Several judges as one: the mean of each output."""

    def __init__(self, judges: list[Judge]) -> None:
        super().__init__()
        self.judges = nn.ModuleList(judges)
        self.names = [
            name
            for name in judges[0](
                torch.zeros(1, 2, judges[0].norm.normalized_shape[0]), torch.zeros(1, 2, dtype=torch.long)
            )
            if name != "base"
        ]

    def forward(self, features: Tensor, roles: Tensor) -> tuple[Tensor, ...]:
        """Features (1, n, d), roles (1, n) -> the outputs in the order of `names`."""
        outs = [judge(features, roles) for judge in self.judges]
        return tuple(torch.stack([out[name] for out in outs]).mean(0) for name in self.names)


def load_judges(path: Path, settings: Settings, features: int) -> list[Judge]:
    """The judges that `training.train` saved."""
    recipe = settings.recipe
    shape = Shape(features=features, width=recipe.width, layers=recipe.layers, dropout=recipe.dropout)
    judges = []
    for state in torch.load(path, weights_only=True):
        judge = Judge(shape)
        judge.load_state_dict(state)
        judges.append(judge.eval())
    return judges


@torch.no_grad()
def export(judges: list[Judge], example: Example, out: Path) -> None:
    """Write the panel as ONNX and check it against PyTorch on one conversation."""
    panel = Panel(judges).eval()
    arguments = (torch.from_numpy(example.features)[None], torch.from_numpy(example.roles)[None])
    turns = {1: "turns"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own coming replacement
        torch.onnx.export(
            panel,
            arguments,
            str(out),
            input_names=["features", "roles"],
            output_names=panel.names,
            dynamic_axes={"features": turns, "roles": turns},
            opset_version=17,
            dynamo=False,
        )
    onnx.save(halve(onnx.load(out)), out)
    short = Example(features=example.features[:3], roles=example.roles[:3], gold=example.gold)
    for case in (example, short):
        found = Graph(out).run({"features": case.features[None], "roles": case.roles[None]})
        for name, expected in predict(judges, case).items():
            if name != "base":
                np.testing.assert_allclose(found[name][0], expected, atol=0.03, err_msg=name)


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


def load_out_of_fold(path: Path) -> dict[str, Outputs]:
    """The predictions that `training.train` saved, by conversation id."""
    found: dict[str, Outputs] = {}
    with np.load(path) as stored:
        for key in stored.files:
            name, output = key.rsplit("/", 1)
            found.setdefault(name, {})[output] = stored[key]
    return found


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("features", "trained", "encoder", "model"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    settings = Settings.load(arguments.config)
    examples = load_examples(arguments.features)
    some = next(iter(examples.values()))
    judges = load_judges(arguments.trained / "judge.pt", settings, some.features.shape[1])
    folder: Path = arguments.model
    folder.mkdir(parents=True, exist_ok=True)
    export(judges, some, folder / "judge.onnx")
    for name in ("encoder.onnx", "tokenizer.json"):
        shutil.copyfile(arguments.encoder / name, folder / name)
    outputs = load_out_of_fold(arguments.trained / "out_of_fold.npz")
    meta = Meta(
        format=FORMAT,
        name=settings.model.name,
        version=settings.model.version,
        codebook=codebook.VERSION,
        packing=settings.packing,
        base=[round(float(value), 4) for value in predict(judges, some)["base"]],
        calibration=calibrate([examples[name] for name in outputs], list(outputs.values())),
        files={name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
    )
    (folder / "meta.json").write_text(json.dumps(asdict(meta), indent=1) + "\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    print(f"{folder}: {size:.1f} MB")


if __name__ == "__main__":
    main()
