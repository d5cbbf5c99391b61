from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.batch.shards import Shard, plan, read_shard
from convqa.conversation import Transcript
from convqa.errors import InputError, UsageError
from convqa.ingest import find_all, read
from tests.drawing import drawn

SAID = "Mit navn er Gurli Vestergård"


def conversation(at: int) -> dict[str, Any]:
    return {"id": f"c{at}", "turns": [{"role": "agent", "text": "Hej"}, {"role": "customer", "text": SAID}]}


def write(folder: Path) -> Path:
    """Thirty conversations: ten a line, ten a row, ten in files of their own; and one that cannot be read."""
    lines = [json.dumps(conversation(at)) for at in range(10)]
    (folder / "a.jsonl").write_text("\n".join([*lines[:5], "{", *lines[5:]]), encoding="utf-8")
    pq.write_table(
        pa.Table.from_pylist([conversation(at) for at in range(10, 20)]), folder / "b.parquet", row_group_size=3
    )
    for at in range(20, 30):
        (folder / f"c {at} å.json").write_text(json.dumps(conversation(at)), encoding="utf-8")
    (folder / "d.csv").write_bytes(b"")
    return folder


def told(items: Any) -> list[Transcript | str]:
    return [str(one) if isinstance(one, InputError) else one for one in items]


def shards_of(place: str, size: int) -> list[Shard]:
    found = list(plan(find_all([place]), size=size))
    assert all(isinstance(one, Shard) for one in found)
    return [one for one in found if isinstance(one, Shard)]


@settings(max_examples=drawn(20), deadline=None)
@given(st.integers(1, 2_000))
def test_all_shards_give_what_the_folder_gives(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    folder = write(tmp_path_factory.mktemp("in"))
    shards = shards_of(str(folder), size)
    assert told(one for shard in shards for one in read_shard(shard)) == told(read([str(folder)]))
    assert len({shard.name for shard in shards}) == len(shards)


def test_a_place_gives_what_the_path_gives(tmp_path: Path) -> None:
    folder = write(tmp_path)
    place = folder.as_uri()
    shards = shards_of(place, 300)
    assert len(shards) == len(shards_of(str(folder), 300))
    by_place = [one for shard in shards for one in read_shard(shard)]
    assert told(by_place) == [
        one.replace(f"{folder}/", f"{place}/") if isinstance(one, str) else one for one in told(read([str(folder)]))
    ]


def test_a_shard_is_handed_on_without_what_was_said_and_wherever_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    shards = shards_of(".", 300)
    packed = pickle.dumps(shards)
    assert SAID.encode() not in packed
    assert len(packed) < 500 * len(shards)
    monkeypatch.chdir("/")
    again = pickle.loads(packed)  # noqa: S301 - our own
    assert again == shards
    assert len([one for shard in again for one in read_shard(shard) if isinstance(one, Transcript)]) == 30


def test_names_stay_while_the_file_does_and_tell_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path)
    names = [shard.name for shard in shards_of(str(folder), 300)]
    assert [shard.name for shard in shards_of(str(folder), 300)] == names
    assert all(name.isalnum() and len(name) == 24 for name in names)
    path = folder / "a.jsonl"
    path.write_bytes(path.read_bytes() + b"\n")
    changed = {shard.name for shard in shards_of(str(folder), 300) if shard.source.label == "a.jsonl"}
    assert changed.isdisjoint(names)


def test_a_file_that_changed_or_went_is_told_and_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    first, second, *_ = shards_of(str(folder), 300)
    (folder / "a.jsonl").write_text("{}", encoding="utf-8")
    assert told(read_shard(first)) == [f"{folder}/a.jsonl: the file changed after the run began; run again over it."]
    (folder / "a.jsonl").unlink()
    assert told(read_shard(second)) == [f"{folder}/a.jsonl: it was here and is gone; put it back, or leave it out."]


def test_what_is_gone_before_it_is_planned_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}", encoding="utf-8")
    found = find_all([str(tmp_path)])
    (tmp_path / "a.jsonl").unlink()
    (error,) = plan([*found])
    assert "it was here and is gone" in str(error)


def test_standard_input_is_not_shared_out() -> None:
    with pytest.raises(UsageError, match="- can be read only here"):
        list(plan(find_all(["-"], io.BytesIO(b"Agent: Hej"))))


def test_nothing_here_needs_ray_or_pyarrow_before_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(conversation(1)), encoding="utf-8")
    code = (
        "import sys\n"
        "from convqa.batch.shards import plan, read_shard\n"
        "from convqa.ingest import find_all\n"
        "import convqa.batch.results\n"
        f"assert [len(list(read_shard(one))) for one in plan(find_all([{str(tmp_path)!r}]))] == [1]\n"
        "print({'ray', 'pyarrow', 'pandas'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)  # noqa: S603
    assert (done.stdout, done.stderr) == ("set()\n", "")
