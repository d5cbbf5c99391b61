from __future__ import annotations

import pytest

from convqa.errors import UsageError
from convqa.reviews import Scale, parse_review_map
from convqa.reviews.review_map import NOT_JUDGED, Part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("conversation=CallID", Part(field="conversation", column="CallID")),
        (" total = Score % ", Part(field="total", column="Score %")),
        ("clarity=Tydelighed@0..10", Part(field="clarity", column="Tydelighed", scale=Scale(worst=0, best=10))),
        ("clarity=Mail @ kunde @ 5..1", Part(field="clarity", column="Mail @ kunde", scale=Scale(worst=5, best=1))),
        ("clarity=a@b", Part(field="clarity", column="a@b")),
        ("effort=x@-1.5..1.5", Part(field="effort", column="x", scale=Scale(worst=-1.5, best=1.5))),
        (
            "resolution=Solved[Yes=resolved; NO =unresolved;?=-]",
            Part(
                field="resolution",
                column="Solved",
                values={"yes": "resolved", "no": "unresolved", "?": NOT_JUDGED},
            ),
        ),
        ("effort=L[Ja=5;Nej=1;I/R=-]", Part(field="effort", column="L", values={"ja": 5.0, "nej": 1.0, "i/r": None})),
        ("review=R[Ok=none]", Part(field="review", column="R", values={"ok": None})),
        ('clarity="Clear, [1=no]"@1..4', Part(field="clarity", column="Clear, [1=no]", scale=Scale(worst=1, best=4))),
        ("clarity=Q [1]", Part(field="clarity", column="Q [1]")),
        ("total=Passed[Yes=100;No=0]", Part(field="total", column="Passed", values={"yes": 100.0, "no": 0.0})),
    ],
)  # fmt: skip
def test_a_part(text: str, part: Part) -> None:
    assert parse_review_map([text]).parts == (part,)


def test_parts_are_split_at_commas_outside_quotes_and_brackets_and_over_several_options() -> None:
    found = parse_review_map(['conversation=id,clarity="a, b",effort=c[x,y=1;z=5]', "total=t"])
    assert [part.column for part in found.parts] == ["id", "a, b", "c", "t"]
    assert found.parts[2].values == {"x,y": 1.0, "z": 5.0}


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("conversation", "not field=column"),
        ("", "not field=column"),
        ("quality=Q", "unknown field 'quality'; the fields are conversation"),
        ("total=a,total=b", "names 'total' twice"),
        ("agent=A@0..1", "gives 'agent' a scale"),
        ("conversation=A[x=y]", "gives 'conversation' a scale or values"),
        ("resolution=A@0..1", "'resolution' has no scale"),
        ("resolution=A[Yes=solved]", "one of resolved, partial, unresolved, unclear, or -"),
        ("clarity=A[Yes=6]", "a number from 1 to 5"),
        ("clarity=A[Yes=good]", "a number from 1 to 5"),
        ("total=A[Yes=101]", "a number from 0 to 100"),
        ("clarity=A@3..3", "begins where it ends"),
        ("clarity=A@0..10[Yes=5]", "both a scale and values"),
        ('clarity="A" B', "not understood: 'B'"),
        ("clarity=@0..10", "no column"),
    ],
)
def test_a_wrong_map_is_one_sentence(text: str, mention: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_review_map([text])
    assert mention in str(caught.value)


def test_scales_run_from_worst_to_best() -> None:
    assert Scale(worst=0, best=10).place(2.5) == 0.25
    assert Scale(worst=5, best=1).place(1) == 1
    assert Scale(worst=5, best=1).place(6) is None
    assert Scale(worst=0, best=10).place(10.01) is None


def test_only_scales_that_are_not_ours_count_as_moved() -> None:
    found = parse_review_map(["clarity=a@1..5,effort=b@0..4,total=c@0..100,contact=d@0..100"]).moved()
    assert {field: str(scale) for field, scale in found.items()} == {"effort": "0..4", "contact": "0..100"}
