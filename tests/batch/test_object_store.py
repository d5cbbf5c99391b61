"""Files and results in an S3 store: one of the tests' own on loopback, by moto. Run by `make test-scale`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convqa.batch.results import read_results
from convqa.report.records import to_line
from tests.cli.conftest import Convqa, convqa

__all__ = ["convqa"]

server = pytest.importorskip("moto.server", reason="moto is not installed; make test-scale installs it")
pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore::DeprecationWarning")]  # Ray's and moto's own


class Bucket:
    """A bucket, and the S3 store that holds it."""

    def __init__(self, store: Any) -> None:
        from pyarrow.fs import S3FileSystem

        self.store = store
        self.host = "{}:{}".format(*store.get_host_and_port())
        self._files = S3FileSystem(
            endpoint_override=self.host, scheme="http", region="eu-north-1", allow_bucket_creation=True
        )
        self._files.create_dir("calls")

    def place(self, folder: str) -> str:
        return f"s3://calls/{folder}?endpoint_override={self.host}&scheme=http&region=eu-north-1"

    def put(self, name: str, data: bytes) -> None:
        with self._files.open_output_stream(f"calls/{name}") as stream:
            stream.write(data)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, samples: Path) -> Iterator[Bucket]:
    """With the samples in its folder `in`."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    store = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    try:
        made = Bucket(store)
        for path in (path for path in samples.iterdir() if path.is_file()):
            made.put(f"in/{path.name}", path.read_bytes())
        yield made
    finally:
        store.stop()


def test_what_lies_in_a_store_is_read_as_what_lies_on_a_disk(
    bucket: Bucket, convqa: Convqa, samples: Path, tmp_path: Path
) -> None:
    for place, name in ((samples, "disk"), (bucket.place("in"), "store")):
        assert convqa("score", place, "--output", tmp_path / name, "--quiet").exit_code == 0
    assert (tmp_path / "store").read_bytes() == (tmp_path / "disk").read_bytes()


def test_a_run_from_a_store_into_a_store_gives_the_same_bytes_and_is_loaded(
    bucket: Bucket, convqa: Convqa, samples: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason="Ray is not installed; make test-scale installs it")
    into, database = bucket.place("scored å"), tmp_path / "qa.sqlite"
    assert convqa("score", samples, "--output", tmp_path / "one.jsonl", "--quiet").exit_code == 0
    one = sorted((tmp_path / "one.jsonl").read_text(encoding="utf-8").splitlines())
    first = convqa("score", bucket.place("in"), "--engine", "ray", "--into", into)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.startswith(f"{len(one)} conversations scored into s3://calls/scored å")
    again = convqa("score", bucket.place("in"), "--engine", "ray", "--into", into)
    assert again.stdout.startswith("0 conversations scored")
    assert convqa("store", "init", "--store", database).exit_code == 0
    loaded = convqa("store", "load", into, "--store", database)
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    assert sorted(to_line(found.entry.assessment) for found in read_results(into)) == one
    known = convqa("score", samples, "--store", database, "--dry-run")
    assert known.exit_code == 0
    assert f"0 conversations would be scored and stored; {len(one)} there already" in known.stderr


def test_a_store_that_is_not_to_be_had_is_told_and_the_rest_is_scored(
    bucket: Bucket, convqa: Convqa, samples: Path, tmp_path: Path
) -> None:
    missing = bucket.place("in").replace("calls", "no-such-bucket")
    nowhere = convqa("score", missing, samples, "--output", tmp_path / "nowhere.jsonl", "--quiet")
    assert nowhere.exit_code == 1
    assert "there is no such file or folder; check the spelling" in nowhere.stderr
    bucket.store.stop()
    gone = convqa("score", bucket.place("in"), samples, "--output", tmp_path / "gone.jsonl", "--quiet")
    assert gone.exit_code == 1
    assert "it cannot be read (" in gone.stderr
    assert "Traceback" not in gone.stderr
    for name in ("nowhere.jsonl", "gone.jsonl"):
        assert len((tmp_path / name).read_text(encoding="utf-8").splitlines()) == 20
