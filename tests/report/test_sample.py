from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.report.sample import Sample

Many = Callable[[int], list[Assessment]]


def _drawn(assessments: list[Assessment], limit: int, folder: Path) -> list[Assessment]:
    sample = Sample(limit=limit, folder=folder)
    for assessment in assessments:
        sample.offer(assessment)
    drawn = [sample.read(place) for place in sample.draw()]
    sample.close()
    assert not list(folder.iterdir())
    return drawn


def _flagged(assessment: Assessment) -> bool:
    return bool(assessment.flags or any(card.flags for card in assessment.scorecards))


@pytest.mark.parametrize("n", [0, 1, 10])
def test_all_are_shown_while_there_is_room(n: int, many: Many, tmp_path: Path) -> None:
    assert _drawn(many(n), 10, tmp_path) == many(n)


def test_a_fifth_is_kept_for_the_unflagged(many: Many, tmp_path: Path) -> None:
    drawn = _drawn(many(200), 50, tmp_path)
    assert len(drawn) == 50
    assert sum(map(_flagged, drawn)) == 40


@pytest.mark.parametrize(("flagged", "ordinary", "expected"), [(5, 100, (5, 45)), (100, 5, (45, 5)), (100, 0, (50, 0))])
def test_room_that_one_side_leaves_goes_to_the_other(
    many: Many, tmp_path: Path, flagged: int, ordinary: int, expected: tuple[int, int]
) -> None:
    pool = many(400)
    given = [a for a in pool if _flagged(a)][:flagged] + [a for a in pool if not _flagged(a)][:ordinary]
    drawn = _drawn(given, 50, tmp_path)
    assert (sum(map(_flagged, drawn)), len(drawn) - sum(map(_flagged, drawn))) == expected


def test_a_rare_flag_is_not_crowded_out(
    make: Callable[..., Assessment], make_card: Callable[..., Scorecard], exemplary: Flag, tmp_path: Path
) -> None:
    common = Flag(name="process_failure", severity="look", turns=())
    given = [make(f"c{k}", flags=[common]) for k in range(300)]
    given[77] = make("c77", cards=[make_card(flags=[exemplary])])
    given[99] = make("c99", cards=[make_card(flags=[exemplary])], flags=[common])
    ids = {assessment.conversation.id for assessment in _drawn(given, 20, tmp_path)}
    assert {"c77", "c99"} <= ids


def test_the_choice_does_not_depend_on_the_order(many: Many, tmp_path: Path) -> None:
    forth = _drawn(many(300), 30, tmp_path)
    back = _drawn(many(300)[::-1], 30, tmp_path)
    assert forth == back[::-1]
    assert forth == [assessment for assessment in many(300) if assessment in forth]


class _Full:
    def close(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_hides_nothing_at_the_end(tmp_path: Path) -> None:
    sample = Sample(limit=1, folder=tmp_path)
    sample.close()
    sample._file = cast("Any", _Full())
    sample.close()
