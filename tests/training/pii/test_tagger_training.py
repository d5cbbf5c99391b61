"""The tagger learns, goes on where it was broken off, and says the same as ONNX (PyTorch: `make test-training`)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

import torch

from convqa.conversation import Language
from convqa.models import find_names, verify_model
from convqa.redaction.findings import read
from convqa.redaction.names.features import NO_PIECE, Encoding
from training.pii.examples import Batch, Material, conversations, example
from training.pii.lists import load
from training.pii.network import LABEL_COUNT, Tagger
from training.pii.tagged import load_tagger, together
from training.pii.train import Plan, Run, export, package, rate

torch.set_num_threads(1)
RECORD = {
    "language": "da",
    "turns": [{"text": "Jeg hedder Mette, og nummeret er 20304050."}, {"text": "Tak Mette, jeg ser på det."}] * 3,
    "pii": [{"text": "Mette", "type": "person"}, {"text": "20304050", "type": "phone"}],
}
TALKS = conversations([RECORD] * 6)
ENCODING = Encoding(Tokenizer.from_file(str(find_names() / "tokenizer.json")))
MATERIAL = Material(
    talks=TALKS,
    passages=TALKS,
    names=load(held=False),
    words=lambda _: ("fjernbetjening", "kabel"),
    encoding=ENCODING,
)
PIECES = torch.randn(ENCODING.size, 16, generator=torch.Generator().manual_seed(1))
PIECES[NO_PIECE] = 0
PLAN = Plan(words=2000, batch=4, count=4)


def test_rate_rises_and_falls() -> None:
    plan = Plan(words=1000, peak=1.0)
    assert rate(plan, 0, 0) == pytest.approx(1 / 200)
    assert rate(plan, 500, 400) == 1.0
    assert rate(plan, 500, 750) == pytest.approx(0.5)
    assert rate(plan, 500, 1000) == pytest.approx(0.02)


def test_it_learns() -> None:
    run = Run(PLAN, PIECES)
    losses = []
    while not run.done:
        losses.append(run.read(MATERIAL))
    assert losses[-1] < losses[0] * 0.7


def test_a_run_that_goes_on_ends_as_one_in_a_piece(tmp_path: Path) -> None:
    whole = Run(PLAN, PIECES)
    for _ in range(3):
        whole.read(MATERIAL)
    first = Run(PLAN, PIECES)
    first.read(MATERIAL)
    first.save(tmp_path / "state.pt")
    rest = Run.resume(tmp_path / "state.pt", PLAN, PIECES)
    for _ in range(2):
        rest.read(MATERIAL)
    assert (rest.words, rest.steps) == (whole.words, whole.steps)
    for mine, theirs in zip(rest.network.parameters(), whole.network.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_another_plan_is_refused(tmp_path: Path) -> None:
    Run(PLAN, PIECES).save(tmp_path / "state.pt")
    with pytest.raises(SystemExit, match="another plan"):
        Run.resume(tmp_path / "state.pt", Plan(words=3000, batch=4, count=4), PIECES)


def test_alone_and_in_a_batch_alike() -> None:
    network = Tagger(PIECES).eval()
    talks = [replace(TALKS[0], turns=TALKS[0].turns[:n]) for n in (1, 5)]
    examples = [example(talk, MATERIAL, np.random.default_rng(n)) for n, talk in enumerate(talks)]
    batch = Batch.of(examples)
    with torch.no_grad():
        together_ = network(torch.from_numpy(batch.features), torch.from_numpy(batch.mask))
        alone = network(torch.from_numpy(examples[0].features[None]))
    torch.testing.assert_close(together_[0, : len(examples[0].labels)], alone[0], rtol=1e-4, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_the_exported_tagger_says_the_same(tmp_path: Path) -> None:
    network = Tagger(PIECES).eval()
    export(network, tmp_path / "tagger.onnx")
    assert (tmp_path / "tagger.onnx").stat().st_size < 8_500_000
    features = ENCODING.encode(read(["Hej Mette, det er 12.", "Ja"], Language.DA)).features[None]
    session = onnxruntime.InferenceSession(str(tmp_path / "tagger.onnx"))
    scores = session.run(None, {"features": features})[0]
    assert scores.shape == (1, features.shape[1], LABEL_COUNT)
    with torch.no_grad():
        expected = network(torch.from_numpy(features)).numpy()
    assert np.abs(scores - expected).max() < 0.2


@pytest.mark.filterwarnings("ignore")
def test_the_folder_is_what_the_product_reads(tmp_path: Path) -> None:
    shutil.copyfile(find_names() / "tokenizer.json", tmp_path / "tokenizer.json")
    package(Run(PLAN, PIECES), tmp_path, tmp_path / "names")
    verify_model(tmp_path / "names")
    tag = load_tagger(tmp_path / "names", hide=True)
    assert tag.tag(read([""], Language.DA)) == []
    found = together(tag)(read(["Jeg hedder Mette Holm."], Language.DA))
    assert any(place.start <= 11 and place.end >= 21 for place in found)
