"""What learns: batches, readers, losses, smoothing. Needs PyTorch (`make test-training`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import torch

from convqa.calibration.pairs import UNKNOWN, Gold
from convqa.classify.inputs import Packing
from convqa.codebook import CHOICES
from training.augment import Harmless
from training.batch import PAD, UNKNOWN_TOKEN, Hide, collate
from training.encoder import Smoothed
from training.example import AGENT, CUSTOMER, Example
from training.fit import changed, discord, fit, loss, unevenness
from training.network import Network, values
from training.package import Panel
from training.reader import FrozenReader
from training.settings import CONFIG, Settings
from training.states import States
from training.weighing import concordance

torch.set_num_threads(1)  # small matrices: more threads only wait for each other
CPU = torch.device("cpu")
PACKING = Packing(window=16, context=4, longest_turn=64)
WIDTH = 6


def example(seed: int, turns: int = 5) -> Example:
    generator = np.random.default_rng(seed)
    roles = np.array([CUSTOMER if turn % 2 == 0 else AGENT for turn in range(turns)])
    agent = roles == AGENT
    return Example(
        turns=[generator.integers(4, 1_000, size=generator.integers(1, 20)) for _ in range(turns)],
        roles=roles,
        gold=Gold(
            phases=np.where(agent[:, None], generator.integers(0, 2, (turns, 3)), UNKNOWN),
            behaviours=np.where(agent[:, None], generator.integers(0, 3, (turns, 5)), UNKNOWN),
            sentiment=np.where(agent, UNKNOWN, generator.integers(0, 3, turns)),
            signals=np.where(agent[:, None], UNKNOWN, generator.integers(0, 2, (turns, 6))),
            ratings=generator.integers(1, 6, 8),
            satisfaction=int(generator.integers(1, 6)),
            choices={name: int(generator.integers(len(labels))) for name, labels in CHOICES.items()},
        ),
    )


@pytest.fixture(scope="module")
def settings() -> Settings:
    settings = Settings.load(CONFIG)
    recipe = replace(settings.recipe, width=32, cues=8, heads=2, batch=4, varied=0.0, padded=0.0, averaging=0.0)
    return replace(settings, packing=PACKING, recipe=recipe)


def frozen(examples: list[Example], settings: Settings) -> FrozenReader:
    count = sum(len(turn) for one in examples for turn in one.turns)
    states = np.random.default_rng(0).normal(size=(count, WIDTH)).astype(np.float16)
    torch.manual_seed(0)
    return FrozenReader(States.of(examples, states), settings.recipe)


def test_a_batch_reads_every_token_once_and_in_order() -> None:
    examples = [example(0, 7), example(1, 2)]
    batch = collate(examples, PACKING, CPU)
    said = np.concatenate([turn for one in examples for turn in one.turns])
    np.testing.assert_array_equal(batch.ids.flatten()[batch.read].numpy(), said)
    assert batch.lengths.tolist() == [len(turn) for one in examples for turn in one.turns]
    assert batch.places.tolist() == [*range(7), 7, 8]
    assert ((batch.ids != PAD).long() == batch.shown).all()


def test_hidden_tokens_become_unknown_and_nothing_else_does() -> None:
    examples = [example(seed, 20) for seed in range(8)]
    before = collate(examples, PACKING, CPU)
    after = collate(examples, PACKING, CPU, Hide(0.3, np.random.default_rng(0)))
    hidden = before.ids != after.ids
    assert (after.ids[hidden] == UNKNOWN_TOKEN).all()
    assert (before.ids[hidden] > UNKNOWN_TOKEN).all()
    assert 0.25 < hidden.float().mean() / before.shown.float().mean() < 0.35
    assert (before.shown == after.shown).all()


def test_conversations_do_not_touch_each_other(settings: Settings) -> None:
    examples = [example(0, 9), example(1, 3)]
    reader = frozen(examples, settings).eval()
    together, alone = reader(collate(examples, PACKING, CPU)), reader(collate(examples[1:], PACKING, CPU))
    for both, one in zip(together, alone, strict=True):
        torch.testing.assert_close(both["evidence"][1:, :3], one["evidence"], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(both["satisfaction"][1:], one["satisfaction"])
        assert (both["evidence"][1, 3:] == 0).all()


def test_what_is_not_known_teaches_nothing(settings: Settings) -> None:
    examples = [example(seed) for seed in range(6)]
    reader = frozen(examples, settings).eval()
    unknown = [
        replace(one, gold=replace(one.gold, choices={**one.gold.choices, "review": UNKNOWN})) for one in examples
    ]
    batch, masked = collate(examples, PACKING, CPU), collate(unknown, PACKING, CPU)
    (out, _), (same, _) = reader(batch), reader(masked)
    wild = {**same, "review": same["review"] + 7.0 * torch.arange(same["review"].shape[1])}
    assert loss(wild, masked, settings.recipe).item() == pytest.approx(loss(same, masked, settings.recipe).item())
    assert loss(out, batch, settings.recipe) > loss(same, masked, settings.recipe)


def test_discord_is_one_less_concordance() -> None:
    predicted, gold, known = rated()
    found = discord(predicted, gold, known).item()
    assert found == pytest.approx(discords(predicted, gold, known).mean().item(), abs=1e-4)


def test_unevenness_sees_how_the_ratings_of_a_conversation_lie_apart_and_not_how_high() -> None:
    predicted, gold, known = rated()
    shifts = torch.linspace(-1, 1, len(gold))[:, None]
    found = unevenness(predicted, gold)
    torch.testing.assert_close(found, unevenness(predicted + shifts, gold))
    assert unevenness(gold + shifts, gold).item() == pytest.approx(0, abs=1e-4)
    apart = [
        part - torch.stack([row[mask].mean() for row, mask in zip(part, known, strict=True)])[:, None]
        for part in (predicted, gold)
    ]
    assert found.item() == pytest.approx(discords(apart[0], apart[1], known).mean().item(), abs=1e-4)


def rated() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Predicted and gold ratings (12, 8), and which are known."""
    generator = np.random.default_rng(1)
    predicted, gold = generator.normal(3, 1, (12, 8)), generator.integers(1, 6, (12, 8)).astype(float)
    gold[:5, 0] = UNKNOWN
    return torch.tensor(predicted).float(), torch.tensor(gold).float(), torch.tensor(gold != UNKNOWN)


def discords(predicted: torch.Tensor, gold: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    return 1 - concordance(predicted, gold, known / known.sum(0))


def test_a_reader_learns(settings: Settings) -> None:
    examples = [
        replace(one, gold=replace(one.gold, ratings=np.full(8, 2 if number % 2 == 0 else 4)))
        for number, one in enumerate(example(seed) for seed in range(24))
    ]
    reader = frozen(examples, settings)
    plan = replace(settings, recipe=replace(settings.recipe, epochs=60, rate=5e-3, dropout=0.0))
    fit(reader, examples, plan, 0)
    with torch.no_grad():
        out = reader(collate(examples, PACKING, CPU))[0]
    found = values(out["base"], out["evidence"], out["absences"]).mean(1)
    assert found[1::2].mean() - found[::2].mean() > 1.0


def test_the_same_seed_gives_the_same_network(settings: Settings) -> None:
    examples = [example(seed) for seed in range(8)]
    plan = replace(settings, recipe=replace(settings.recipe, epochs=2))
    one, two = (fit(frozen(examples, settings), examples, plan, 3) for _ in range(2))
    for left, right in zip(one.parameters(), two.parameters(), strict=True):
        torch.testing.assert_close(left, right, atol=0, rtol=0)


def test_a_variation_stands_in_its_conversation_s_place(settings: Settings) -> None:
    examples = [replace(example(seed), variants=[example(seed + 100)]) for seed in range(10)]
    recipe = replace(settings.recipe, varied=1.0)
    taken = changed(examples, Harmless.of(examples), recipe, np.random.default_rng(0))
    assert taken == [one.variants[0] for one in examples]


def test_smoothing_changes_nothing_but_the_scales() -> None:
    torch.manual_seed(0)
    linear, x = torch.nn.Linear(5, 3), torch.randn(2, 4, 5) * torch.tensor([0.01, 1.0, 50.0, 0.0, 3.0])
    smooth = Smoothed(linear, x.abs().amax((0, 1)))
    torch.testing.assert_close(smooth(x), linear(x))
    assert (x * smooth.factor).abs().amax() < x.abs().amax() / 5


def test_the_panel_is_the_mean_of_its_networks(settings: Settings) -> None:
    examples = [example(0)]
    reader = frozen(examples, settings).eval()
    networks = [network for network in reader.networks if isinstance(network, Network)]
    panel = Panel(networks).eval()
    batch = collate(examples, PACKING, CPU)
    outs: list[dict[str, Any]] = reader(batch)
    mean = {name: torch.stack([out[name] for out in outs]).mean(0)[0].detach().numpy() for name in outs[0]}
    tokens, pooled = (torch.from_numpy(part).float() for part in reader.found(examples[0].turns))
    reduce = pooled.split(WIDTH, dim=1)
    cues = [network.cues(tokens, batch.lengths) for network in networks]
    features = torch.cat((reduce[0], *(torch.zeros_like(one) for one in cues), reduce[1], *cues), dim=1)
    found = dict(zip(panel.names, panel(features[None], batch.roles), strict=True))
    for name in ("evidence", "absences", "phases", "touchpoint"):
        np.testing.assert_allclose(found[name][0].detach().numpy(), mean[name], atol=1e-5, err_msg=name)
