from __future__ import annotations

from pathlib import Path

import pytest

from convqa import folders


def test_a_file_is_put_whole_or_not_at_all(tmp_path: Path) -> None:
    folders.put(str(tmp_path), "a/b.json", b"one")
    folders.put(tmp_path.as_uri(), "a/b.json", b"two")
    assert folders.get(str(tmp_path), "a/b.json") == b"two"
    assert folders.names(tmp_path.as_uri(), "a") == folders.names(str(tmp_path), "a") == ["b.json"]
    (tmp_path / "a" / "c.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        folders.put(str(tmp_path), "a/c.json", b"three")
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["b.json", "c.json"]


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("s3://bucket/scored/", "s3://bucket/scored/day=unknown/å.parquet"),
        ("s3://bucket/sk%C3%A5ret", "s3://bucket/skåret/day=unknown/å.parquet"),
        ("scored/", "scored/day=unknown/å.parquet"),
    ],
)
def test_a_file_of_a_folder_is_shown_as_people_write_it(folder: str, told: str) -> None:
    assert folders.shown(folder, "day=unknown/å.parquet") == told
