"""A softmax that is written out must give what the operator gives, and leave nothing that depends on the processor."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import onnx
from onnx import ModelProto, TensorProto, helper

from convqa.models import find_model
from training.portable import write_out_softmax


def graph(axis: int, *, weighing: bool) -> ModelProto:
    """(4, 5, 6) -> its softmax; `weighing`: the softmax times (4, 6, 3) instead."""
    nodes = [helper.make_node("Softmax", ["x"], ["weights"], axis=axis)]
    if weighing:
        nodes.append(helper.make_node("MatMul", ["weights", "v"], ["mixed"], name="/layer/MatMul"))
    out, width = ("mixed", 3) if weighing else ("weights", 6)
    made = helper.make_graph(
        nodes,
        "graph",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [4, 5, 6]),
            helper.make_tensor_value_info("v", TensorProto.FLOAT, [4, 6, 3]),
        ],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, [4, 5, width])],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def run(model: ModelProto, scores: np.ndarray) -> np.ndarray:
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    values = np.random.default_rng(1).normal(size=(4, 6, 3)).astype(np.float32)
    (found,) = session.run(None, {"x": scores, "v": values})
    return np.asarray(found)


@pytest.mark.parametrize("axis", [-1, 1])
@pytest.mark.parametrize("weighing", [True, False])
@pytest.mark.parametrize("scale", [1.0, 300.0])
def test_it_gives_the_same(axis: int, weighing: bool, scale: float) -> None:
    scores = (scale * np.random.default_rng(0).normal(size=(4, 5, 6))).astype(np.float32)
    expected = run(graph(axis, weighing=weighing), scores)
    model = write_out_softmax(graph(axis, weighing=weighing))
    assert "Softmax" not in {node.op_type for node in model.graph.node}
    np.testing.assert_allclose(run(model, scores), expected, rtol=1e-5, atol=1e-6)


def test_weights_over_the_last_axis_are_divided_after_the_product_which_keeps_its_name() -> None:
    nodes = write_out_softmax(graph(-1, weighing=True)).graph.node
    assert [node.op_type for node in nodes][-2:] == ["MatMul", "Div"]
    assert nodes[-2].name == "/layer/MatMul"


def test_a_second_time_changes_nothing() -> None:
    model = write_out_softmax(graph(-1, weighing=True))
    before = model.SerializeToString()
    assert write_out_softmax(model).SerializeToString() == before


@pytest.mark.parametrize("name", ["encoder", "judge"])
def test_the_released_graphs_hold_no_softmax(name: str) -> None:
    model = onnx.load(find_model(None) / f"{name}.onnx")
    assert "Softmax" not in {node.op_type for node in model.graph.node}
