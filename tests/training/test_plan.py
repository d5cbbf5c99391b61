"""A training goes as its recipe says, and nobody is judged by what has seen them. Needs PyTorch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

from tokenizers import Tokenizer

from convqa.calibration.pairs import Gold
from convqa.codebook import CHOICES
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.models import find_model
from training import plan as planning
from training import train
from training.example import Example
from training.fit import fit
from training.package import load_networks
from training.plan import Frozen, Plan, plan_of
from training.prepare import write
from training.settings import CONFIG, Settings
from training.states import StatesArray
from training.train import predict_folds

SPLIT = {"a1-da-001": "0", "w1-da-002": "5", "h1-da-001": "train", "a5-da-001": "test"}
WIDTH = 6


def conversation(name: str) -> Conversation:
    said = (f"Hvor er min pakke, {name}?", "Den kommer i morgen.", "Tak!")
    roles = (Role.CUSTOMER, Role.AGENT, Role.CUSTOMER)
    turns = tuple(Turn(index=i, role=role, text=text) for i, (role, text) in enumerate(zip(roles, said, strict=True)))
    return Conversation(id=name, source="t.jsonl", language=Language.DA, content_hash="", turns=turns)


def gold() -> Gold:
    return Gold(
        phases=np.array([[-1] * 3, [0, 0, 1], [-1] * 3]),
        behaviours=np.array([[-1] * 5, [1, 0, 0, 0, 0], [-1] * 5]),
        sentiment=np.array([1, -1, 2]),
        signals=np.array([[1, 0, 0, 0, 0, 0], [-1] * 6, [0] * 6]),
        ratings=np.full(8, 4),
        satisfaction=4,
        choices=dict.fromkeys(CHOICES, 0),
    )


def encoded(example: Example, encoder: object) -> StatesArray:
    assert encoder == "the encoder"
    ids = np.concatenate([*example.turns])
    return np.stack([np.sin(ids * (1 + column)) for column in range(WIDTH)], axis=1).astype(np.float16)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Over four conversations, with an encoder of few and plain states."""
    tokenizer = Tokenizer.from_file(str(find_model(None) / "tokenizer.json"))
    found = {name: (conversation(name), gold()) for name in SPLIT}
    for file in ("corpus", "variants-0", "variants-1"):
        write(found, tokenizer, 2048, tmp_path / f"{file}.npz")
    for module in (planning, train):
        monkeypatch.setattr(module, "splits", lambda: SPLIT)
    monkeypatch.setattr(planning, "Encoder", lambda *_: "the encoder")
    monkeypatch.setattr(planning, "together", encoded)
    settings = Settings.load(CONFIG)
    recipe = replace(settings.recipe, epochs=1, width=16, cues=4, heads=1, batch=2, padded=0.0)
    return plan_of(
        prepared=tmp_path,
        base=tmp_path,
        out=tmp_path / "run",
        settings=replace(settings, recipe=recipe),
        device="cpu",
    )


def seen(monkeypatch: pytest.MonkeyPatch) -> list[Example]:
    """What training is shown from now on."""
    shown: list[Example] = []

    def noticed(reader: Any, examples: list[Example], *others: Any) -> Any:
        shown.extend(examples)
        return fit(reader, examples, *others)

    monkeypatch.setattr(planning, "fit", noticed)
    return shown


def test_the_recipe_says_whether_the_encoder_learns(plan: Plan) -> None:
    assert isinstance(plan, Frozen)
    tuned = replace(plan.settings, recipe=replace(plan.settings.recipe, tuned=2))
    other = plan_of(prepared=plan.prepared, base=plan.base, out=plan.out, settings=tuned, device="cpu")
    assert type(other) is Plan


def test_states_are_computed_once(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.prepare()
    written = sorted(path.name for path in (plan.out / "states").iterdir())
    assert written == ["corpus.npy", "corpus.pooled.npy", "variants.npy", "variants.pooled.npy"]
    monkeypatch.setattr(planning, "write_states", None)
    plan.prepare()


def test_who_is_judged_was_not_seen_and_test_never_is(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.prepare()
    shown = seen(monkeypatch)
    found = predict_folds(plan, ("0",))
    assert set(found) == {"a1-da-001"}
    turns = {tuple(turn.tolist()) for example in shown for turn in example.turns}
    known = plan.examples()
    first = {name: tuple(known[name].turns[0].tolist()) for name in known}
    assert "a5-da-001" not in known
    assert first["a1-da-001"] not in turns
    assert {first["w1-da-002"], first["h1-da-001"]} <= turns


def test_what_is_as_real_logs_are_is_taken_oftener(plan: Plan) -> None:
    often = replace(plan, settings=replace(plan.settings, recipe=replace(plan.settings.recipe, real=3)))
    assert [often.times(name) for name in ("a1-da-001", "ibm-dev-008", "w1-en-001")] == [1, 3, 3]


def test_the_released_networks_are_read_back(plan: Plan) -> None:
    plan.prepare()
    plan.release()
    (network,) = load_networks(plan.out / "networks.pt", plan.settings.recipe)
    assert network.shape.cues == 4
    assert not (plan.out / "tuned").exists()
