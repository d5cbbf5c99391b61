"""What is recovered of a released model says what the model says. Needs PyTorch (`make test-training`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import onnx
import torch

from convqa.classify.artefact import Meta
from convqa.classify.classifier import role_indices
from convqa.classify.encoder import Encoder
from convqa.classify.judge import Judge
from convqa.conversation import Conversation, Language, Role, Turn
from convqa.errors import ModelError
from convqa.models import find_model
from training.network import Network, pool
from training.package import export
from training.recover import bare_encoder, check, networks
from training.settings import CONFIG, Settings
from training.stretch import Stretch

SAID = ("Where is my order? It was to come on Monday.", "I see it is delayed. I will send a new one today.", "Thanks!")
SAME = ("phases", "behaviours", "sentiment", "signals", "resolution", "touchpoint", "satisfaction")


@pytest.fixture(scope="module")
def model() -> Path:
    return find_model(None)


def loaded(model: Path) -> list[Network]:
    recipe = Settings.load(CONFIG.with_name("service-4.toml")).recipe
    found = []
    for state in networks(model):
        network = Network(recipe.shape(2 * state["cues.read.weight"].shape[1]))
        check(state, network.state_dict())
        network.load_state_dict(state)
        found.append(network.eval())
    return found


def talk() -> Conversation:
    roles = (Role.CUSTOMER, Role.AGENT, Role.CUSTOMER)
    turns = tuple(Turn(index=i, role=roles[i], text=text) for i, text in enumerate(SAID))
    return Conversation(id="x", source="x", language=Language.EN, content_hash="", turns=turns)


def test_recovered_networks_on_the_bare_encoder_are_the_released_ones(model: Path, tmp_path: Path) -> None:
    packing = Meta.load(model).packing
    onnx.save(bare_encoder(model), tmp_path / "encoder.onnx")
    (tmp_path / "tokenizer.json").write_bytes((model / "tokenizer.json").read_bytes())
    released, bare = Encoder(model, packing), Encoder(tmp_path, packing)
    tokens, roles = released.tokenize(talk().turns), role_indices(talk().turns)
    expected = Judge(model).run(released.features(tokens), roles)
    (window,) = bare.windows(tokens)
    states = torch.from_numpy(bare.run(window.ids)[window.first : -1])
    lengths = torch.tensor([len(ids) for ids in tokens.ids])
    outs = []
    with torch.no_grad():
        for network in loaded(model):
            features = torch.cat((pool(states, lengths), network.cues(states, lengths)), dim=1)
            outs.append(network.judge(features[None], torch.from_numpy(roles)[None]))
    for name in SAME:
        mean = torch.stack([out[name] for out in outs]).mean(0)[0].numpy()
        np.testing.assert_allclose(mean, expected[name], atol=0.02, err_msg=name)


def test_weights_come_back_as_they_were_exported(model: Path, tmp_path: Path) -> None:
    fresh = loaded(model)
    torch.manual_seed(0)
    for network in fresh:
        for weight in network.parameters():
            torch.nn.init.uniform_(weight, -0.5, 0.5)
    export(fresh, Stretch(up=np.full(8, 1.5), down=np.ones(8)), tmp_path / "judge.onnx")
    for name in ("encoder.onnx", "tokenizer.json", "meta.json"):
        (tmp_path / name).write_bytes((model / name).read_bytes())
    judge = Network.state_dict(fresh[1])
    for name, recovered in networks(tmp_path)[1].items():
        if name.startswith("judge.") and name != "judge.base":
            torch.testing.assert_close(recovered, judge[name], atol=5e-4, rtol=0, msg=name)


def test_other_networks_are_refused(model: Path) -> None:
    (state, _) = networks(model)
    shape = Settings.load(CONFIG).recipe.shape(2304)
    small = {name: weight[:1] for name, weight in Network(shape).state_dict().items()}
    with pytest.raises(ModelError, match=r"judge\.project\.weight"):
        check(state, small)
