"""Feedback as people read it: one conversation in each language, word for word (`golden.toml`)."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convqa.conversation import Language

GOLDEN = tomllib.loads((Path(__file__).parent / "golden.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", Language)
def test_feedback_word_for_word(case: Callable[..., Any], language: Language) -> None:
    feedback = case(
        turns=GOLDEN[language]["turns"],
        language=language,
        content_hash=f"hmac-sha256:{language}",
        parts={"ownership": {1: 0.9}, "clarity": {3: -0.6}},
        gaps={"respond": {("question_unanswered", 2): -0.3}},
    ).feedback()
    assert [(one.kind, one.about, one.turns) for one in feedback] == [
        ("keep", "ownership", (1,)),
        ("try", "clarity", (3,)),
        ("try", "respond", (2,)),
    ]
    assert [one.text for one in feedback] == GOLDEN[language]["feedback"]


def test_the_reader_may_read_another_language_than_the_conversations(case: Callable[..., Any]) -> None:
    (kept,) = case(turns=GOLDEN["da"]["turns"], parts={"ownership": {1: 0.9}}, reader=Language.EN).feedback()
    assert "“Det er jeg virkelig ked af, tre gange er to for mange. Jeg finder den nu”" in kept.text
    assert "customer" in kept.text
