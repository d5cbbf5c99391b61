"""Networks that compute the same bits on other processors.

Of all that ONNX Runtime does in our graphs, only its softmax depends on the processor: it adds a row in as many lanes
as a register holds. That is a difference in the seventh digit, but int8 inputs are rounded, and what falls on the
other side of a half is a whole step: after twelve layers the states differ by 3 % of their norm. Written out in plain
operators, a softmax gives the same bits with registers of 256 and of 512 bits (`docs/adr/0013-the-same-bits.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper

__all__ = ["write_out_softmax"]

LAST = -1


def write_out_softmax(model: onnx.ModelProto) -> onnx.ModelProto:
    """Replace each softmax by exponentials divided by their sum; changes `model` and returns it.

    Where one product alone adds up what it weighs (attention), the sum divides the product, which is smaller.
    """
    graph = model.graph
    axes = {node.output[0]: _axis(node) for node in graph.node if node.op_type == "Softmax"}
    readers: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    late = {out for out, axis in axes.items() if axis == LAST and _is_weighing(out, readers.get(out, []))}
    nodes = [new for node in graph.node for new in _written_out(node, axes, late)]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        numpy_helper.from_array(np.array([axis], dtype=np.int64), _name(axis)) for axis in sorted(set(axes.values()))
    )
    onnx.checker.check_model(model)
    return model


def _axis(node: NodeProto) -> int:
    return next((one.i for one in node.attribute if one.name == "axis"), LAST)


def _name(axis: int) -> str:
    return f"softmax.axis.{axis}"


def _is_weighing(out: str, readers: Sequence[NodeProto]) -> bool:
    """Whether one product is all that reads the softmax `out`, as its first factor; nodes only, no outputs."""
    return [(node.op_type, node.input[0]) for node in readers] == [("MatMul", out)]


def _written_out(node: NodeProto, axes: Mapping[str, int], late: set[str]) -> Iterator[NodeProto]:
    """A softmax: exp(x - max x) and its sum. The largest is taken off, or some would overflow (94 was seen)."""
    (out,), first = node.output[:1], (node.input or [""])[0]
    if node.op_type == "Softmax":
        axis = axes[out]
        yield helper.make_node("ReduceMax", [first], [f"{out}.most"], axes=[axis], keepdims=1)
        yield helper.make_node("Sub", [first, f"{out}.most"], [f"{out}.below"])
        yield helper.make_node("Exp", [f"{out}.below"], [f"{out}.powers"])
        yield helper.make_node("ReduceSum", [f"{out}.powers", _name(axis)], [f"{out}.sum"], keepdims=1)
        if out not in late:
            yield helper.make_node("Div", [f"{out}.powers", f"{out}.sum"], [out])
    elif first in late:
        yield helper.make_node("MatMul", [f"{first}.powers", node.input[1]], [f"{out}.undivided"], name=node.name)
        yield helper.make_node("Div", [f"{out}.undivided", f"{first}.sum"], [out])
    else:
        yield node
