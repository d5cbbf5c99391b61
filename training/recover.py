"""The networks and the bare encoder of a released model, from its graphs: what `training.package` put together.

What is recovered is what was released: weights as halves, and without the stretch, which is fitted anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from convqa.classify.artefact import Meta
from convqa.codebook import CHOICES
from convqa.errors import ModelError

__all__ = ["bare_encoder", "networks"]

State = dict[str, Tensor]
CUES = ("cues.product", "cues", "states")
"""What the nodes put out that `training.package.add_cues` added."""


def networks(folder: Path) -> list[State]:
    """The weights of each `training.network.Network` of a model folder.

    Raises:
        ModelError: a weight cannot be told.
    """
    judges = _judges(onnx.load(folder / "judge.onnx"))
    cues = {one.name: numpy_helper.to_array(one) for one in onnx.load(folder / "encoder.onnx").graph.initializer}
    base = np.array(Meta.load(folder).base)
    states = []
    for number in sorted({int(name.split(".")[1]) for name in judges}):
        prefix = f"judges.{number}."
        state = {f"judge.{name.removeprefix(prefix)}": w for name, w in judges.items() if name.startswith(prefix)}
        count = len(state["judge.norm.weight"]) - 2 * len(cues["cues.weight"])
        own = slice(number * count, (number + 1) * count)
        state["cues.read.weight"], state["cues.read.bias"] = cues["cues.weight"][:, own].T, cues["cues.bias"][own]
        state["judge.base"] = np.log((base - 1) / (5 - base))  # the judges' mean: their own is not in the graph
        states.append({name: torch.from_numpy(weight.astype(np.float32)) for name, weight in state.items()})
    if not states:
        raise ModelError(f"{folder / 'judge.onnx'}: holds no judges that could be recovered.")
    return states


def _judges(model: onnx.ModelProto) -> dict[str, NDArray[np.generic]]:
    """Weights by the name they had in `training.package.Panel`; a layer's matrix is known by the node that uses it."""
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    cast = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Cast"}
    found = {name.removesuffix(".half"): weight for name, weight in stored.items() if name.startswith("judges.")}
    for path, name in _matrices(model):
        name = cast.get(name, name)
        if name in stored and path.startswith("judges."):
            found[f"{_attending(path)}.weight"] = stored[name].T
    return found


def _attending(path: str) -> str:
    """Products over turns are those of `attend`, of which the graph keeps the key only; what follows is over one."""
    judge, _, module = path.rpartition(".")
    return f"{judge}.attend.{module}" if module in (*CHOICES, "satisfaction", "spread") else path


def _matrices(model: onnx.ModelProto) -> Iterator[tuple[str, str]]:
    """The module and the second factor of every product, as `/judges.0/layers.0/inputs/MatMul` says it.

    A module in a container is named with it (`layers.0/feed/feed.1`), so what a part repeats is left out.
    """
    for node in model.graph.node:
        if node.op_type == "MatMul":
            *parts, _ = node.name.strip("/").split("/")
            pairs = zip(parts, [*parts[1:], ""], strict=True)
            yield ".".join(part for part, after in pairs if not after.startswith(f"{part}.")), node.input[1]


def bare_encoder(folder: Path) -> onnx.ModelProto:
    """The encoder of a model folder without the cues of its networks."""
    model = onnx.load(folder / "encoder.onnx")
    graph = model.graph
    nodes = [node for node in graph.node if node.output[0] not in CUES]
    for node in nodes:
        node.output[:] = ["states" if name == "read" else name for name in node.output]
    weights = {one.name: one for one in graph.initializer}
    width = weights.pop("cues.weight").dims[0]
    del weights["cues.bias"], graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(weights.values())
    size = graph.output[0].type.tensor_type.shape.dim[1]
    size.Clear()
    size.dim_value = width
    onnx.checker.check_model(model)
    return model


def check(recovered: Mapping[str, Tensor], fresh: Mapping[str, Tensor]) -> None:
    """See that nothing is missing.

    Raises:
        ModelError: weights are missing, or of another shape than this code's networks have.
    """
    wrong = sorted(
        name for name, weight in fresh.items() if name not in recovered or recovered[name].shape != weight.shape
    )
    if wrong:
        raise ModelError(f"the networks of the model are other ones than these: {', '.join(wrong)}")
