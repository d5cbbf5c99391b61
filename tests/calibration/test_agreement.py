from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from convqa.calibration import Pair, calibrate, fit
from convqa.calibration.fit import Least
from convqa.classify.artefact import Meta
from convqa.evaluation.measures import kappa

MakePairs = Callable[..., list[Pair]]


@pytest.fixture(scope="module")
def meta(make_pairs: MakePairs, tiny_model: Callable[..., Any]) -> Meta:
    """A model whose own calibration comes from a place where it errs far less."""
    shipped = fit(make_pairs(300, error=0.2, seed=5), least=Least(sides=0, rated=0)).calibration
    own: Meta = tiny_model().meta
    return replace(own, calibration=shipped)


@pytest.mark.parametrize("weighted", [True, False])
def test_kappa_is_cohens(weighted: bool) -> None:
    generator = np.random.default_rng(0)
    one, other = generator.integers(0, 5, size=(2, 200))
    table = np.zeros((5, 5), dtype=np.int64)
    np.add.at(table, (one, other), 1)
    expected = cohen_kappa_score(one, other, weights="quadratic" if weighted else None)
    assert kappa(table, weighted=weighted) == pytest.approx(expected)
    assert np.isnan(kappa(np.diag([7, 0, 0]), weighted=weighted))


def test_intervals_that_hold_too_seldom_hold_after(make_pairs: MakePairs, meta: Meta) -> None:
    site = calibrate(make_pairs(150), meta)
    holds = [change for change in site.agreement if change.measure == "holds"]
    assert len(holds) == 9
    before, after = (np.mean([getattr(change, side).value for change in holds]) for side in ("before", "after"))
    assert before < 0.8
    assert 0.87 <= after <= 0.94
    assert all(change.before.low <= change.before.value <= change.before.high for change in holds)  # type: ignore[operator]


@pytest.mark.sweep
def test_the_intervals_of_recordings_are_judged_as_wide_as_they_are_made(make_pairs: MakePairs, meta: Meta) -> None:
    typed = make_pairs(150)
    figures = [
        {(change.part, change.measure): change for change in calibrate(pairs, meta).agreement}
        for pairs in (typed, [replace(one, widening=1.5) for one in typed])
    ]
    widths = [key for key in figures[0] if key[1] == "width"]
    assert len(widths) == 9
    for key in widths:
        plain, heard = (figure[key] for figure in figures)
        assert (heard.before.value or 0) > (plain.before.value or 0)  # the shipped width, widened
        assert heard.after.value == pytest.approx(plain.after.value, abs=0.05)  # fitted to the same reviews


def test_ratings_agree_as_before_since_no_value_moves(make_pairs: MakePairs, meta: Meta) -> None:
    site = calibrate(make_pairs(80), meta)
    for change in site.agreement:
        if change.measure == "kappa" and (change.part in ("sentiment", "satisfaction") or "ratings" in change.part):
            assert change.before == change.after


def test_too_few_reviews_change_nothing(make_pairs: MakePairs, meta: Meta) -> None:
    site = calibrate(make_pairs(3), meta)
    assert site.calibration == meta.calibration
    assert not any(basis.refitted for basis in site.basis.values())
    assert all(change.before == change.after for change in site.agreement)


@pytest.mark.parametrize("n", [1, 7, 60])
def test_the_order_of_the_reviews_changes_no_byte(make_pairs: MakePairs, meta: Meta, n: int) -> None:
    pairs = make_pairs(n)
    shuffled = random.Random(0).sample(pairs, n)  # noqa: S311
    assert calibrate(pairs, meta).text() == calibrate(shuffled, meta).text()


def test_the_file_names_no_conversation(make_pairs: MakePairs, meta: Meta) -> None:
    text = calibrate(make_pairs(60), meta).text()
    assert "c00" not in text
    assert set(json.loads(text)) == {
        "schema", "hash", "model", "fingerprint", "conversations", "calibration", "basis", "agreement"
    }  # fmt: skip
