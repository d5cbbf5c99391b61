"""The tagger learns, goes on where it was broken off, and says the same as ONNX (PyTorch: `make test-training`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

from convqa.conversation import Language  # noqa: E402
from convqa.redaction.findings import read  # noqa: E402
from convqa.redaction.names.features import encode  # noqa: E402
from training.pii.examples import Batch, conversations, example  # noqa: E402
from training.pii.lists import load  # noqa: E402
from training.pii.network import LABEL_COUNT, Tagger  # noqa: E402
from training.pii.tagged import load_tagger, together  # noqa: E402
from training.pii.train import Plan, Run, export, rate  # noqa: E402

torch.set_num_threads(1)
RECORD = {
    "language": "da",
    "turns": [{"text": "Jeg hedder Mette, og nummeret er 20304050."}, {"text": "Tak Mette, jeg ser på det."}] * 3,
    "pii": [{"text": "Mette", "type": "person"}, {"text": "20304050", "type": "phone"}],
}
TALKS = conversations([RECORD] * 6)
PLAN = Plan(words=2000, batch=4, count=4)


def test_rate_rises_and_falls() -> None:
    plan = Plan(words=1000, peak=1.0)
    assert rate(plan, 0, 0) == pytest.approx(1 / 200)
    assert rate(plan, 500, 400) == 1.0
    assert rate(plan, 500, 750) == pytest.approx(0.5)
    assert rate(plan, 500, 1000) == pytest.approx(0.02)


def test_it_learns() -> None:
    run = Run(PLAN)
    losses = []
    while not run.done:
        losses.append(run.read(TALKS, load(held=False)))
    assert losses[-1] < losses[0] * 0.7


def test_a_run_that_goes_on_ends_as_one_in_a_piece(tmp_path: Path) -> None:
    whole = Run(PLAN)
    for _ in range(3):
        whole.read(TALKS, load(held=False))
    first = Run(PLAN)
    first.read(TALKS, load(held=False))
    first.save(tmp_path / "state.pt")
    rest = Run.resume(tmp_path / "state.pt", PLAN)
    for _ in range(2):
        rest.read(TALKS, load(held=False))
    assert (rest.words, rest.steps) == (whole.words, whole.steps)
    for mine, theirs in zip(rest.network.parameters(), whole.network.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_another_plan_is_refused(tmp_path: Path) -> None:
    Run(PLAN).save(tmp_path / "state.pt")
    with pytest.raises(SystemExit, match="another plan"):
        Run.resume(tmp_path / "state.pt", Plan(words=3000, batch=4, count=4))


def test_alone_and_in_a_batch_alike() -> None:
    network = Tagger().eval()
    turns = TALKS[0][1]
    examples = [example(turns[:n], Language.DA, load(held=False), np.random.default_rng(n)) for n in (1, 5)]
    batch = Batch.of(examples)
    with torch.no_grad():
        together_ = network(torch.from_numpy(batch.features), torch.from_numpy(batch.mask))
        alone = network(torch.from_numpy(examples[0].features[None]))
    torch.testing.assert_close(together_[0, : len(examples[0].labels)], alone[0], rtol=1e-4, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_the_exported_tagger_says_the_same(tmp_path: Path) -> None:
    network = Tagger().eval()
    export(network, tmp_path / "tagger.onnx")
    assert (tmp_path / "tagger.onnx").stat().st_size < 4_500_000
    features = encode(read(["Hej Mette, det er 12.", "Ja"], Language.DA)).features[None]
    session = onnxruntime.InferenceSession(str(tmp_path / "tagger.onnx"))
    scores = session.run(None, {"features": features})[0]
    assert scores.shape == (1, features.shape[1], LABEL_COUNT)
    with torch.no_grad():
        expected = network(torch.from_numpy(features)).numpy()
    assert np.abs(scores - expected).max() < 0.2
    tag = load_tagger(tmp_path / "tagger.onnx", hide=True)
    assert tag(read([""], Language.DA)) == []
    found = together(tag)(read(["Jeg hedder Mette Holm."], Language.DA))
    assert any(place.start <= 11 and place.end >= 21 for place in found)
