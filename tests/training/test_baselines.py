"""A baseline judges nothing that it was fitted on, and test only by what was fitted on all else. Needs PyTorch."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: run `make test-training`")

from convqa.calibration.pairs import Gold
from convqa.conversation import Conversation, Language
from training.baselines.__main__ import TEST, by_group
from training.baselines.majority import Known
from training.corpus import gold, records, splits


def test_each_group_is_judged_by_all_others_but_test() -> None:
    split, right = splits(), {record["id"]: gold(record) for record in records()}
    talks = {
        name: Conversation(id=name, source="t", language=Language.DA, turns=(), content_hash="")
        for name in [*split][::9]
    }
    fitted: list[tuple[set[str], set[str]]] = []

    def fit(known: Known, some: Sequence[Conversation]) -> list[Gold]:
        fitted.append(({split[talk.id] for talk, _ in known}, {split[talk.id] for talk in some}))
        return [right[talk.id] for talk in some]

    found = by_group(fit, talks, [("0", "5"), (TEST,)])
    everything = {"0", "1", "2", "3", "4", "5", "6", "7", "train"}
    assert fitted == [(everything - {"0", "5"}, {"0", "5"}), (everything, {TEST})]
    assert [name for name, _ in found] == [
        name for part in (("0", "5"), (TEST,)) for name in talks if split[name] in part
    ]
