"""A cluster of several local nodes, with the fake model. Run by `make test-scale`, where it can without a network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from convqa.batch import assess_all
from convqa.batch.pieces import done_already
from convqa.batch.ray import spread
from convqa.batch.results import read_results
from convqa.cli import main
from convqa.cli.loading import Loaders
from convqa.errors import InputError, UsageError
from convqa.ingest import read
from convqa.pipeline import Classifier
from convqa.report.records import to_line
from tests.batch.clustered import SECRET, load_reader, planned, run, write_chats
from tests.cli.conftest import fake_speech, given

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
ray = pytest.importorskip("ray", reason="Ray is not installed; make test-scale installs it and runs these tests")
pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")]  # its own, of itself

ROOT = Path(__file__).parents[2]
MEMORY = 100_000_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A head that does no work, and two nodes with two cores each."""
    from ray.cluster_utils import Cluster

    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": MEMORY},
    )
    for _ in range(2):
        made.add_node(num_cpus=2, object_store_memory=MEMORY)
    made.wait_for_nodes()
    yield made
    made.shutdown()


@pytest.fixture
def convqa(classifier: Classifier) -> Callable[..., Result]:
    def call(*arguments: str | Path) -> Result:
        loaders = Loaders(classifier=partial(given, classifier), speech=fake_speech)
        runner = CliRunner(catch_exceptions=False)
        return runner.invoke(main, [str(argument) for argument in arguments], obj=loaders)

    return call


def records(folder: Path | str) -> list[str]:
    return sorted(to_line(one.entry.assessment) for one in read_results(str(folder)))


def on_one_machine(place: Path) -> list[str]:
    results = assess_all(read([str(place)]), load_reader().pipeline.assess, workers=2)
    return sorted(to_line(one) for one in results if not isinstance(one, InputError))


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


def test_the_same_bytes_as_one_machine(
    cluster: Any, convqa: Callable[..., Result], samples: Path, tmp_path: Path
) -> None:
    call = ("score", samples, "--engine", "ray", "--address", cluster.address, "--into", tmp_path / "out")
    first = convqa(*call)
    assert (first.exit_code, first.stderr) == (0, "")
    assert convqa("score", samples, "--output", tmp_path / "one.jsonl", "--quiet").exit_code == 0
    one = sorted((tmp_path / "one.jsonl").read_text(encoding="utf-8").splitlines())
    assert records(tmp_path / "out") == one
    assert first.stdout == f"{len(one)} conversations scored into {tmp_path / 'out'}.\n"
    again = convqa(*call)
    assert again.stdout == f"0 conversations scored into {tmp_path / 'out'}; {len(one)} were there.\n"


def test_a_node_that_dies_in_mid_run_costs_nothing(cluster: Any, tmp_path: Path) -> None:
    chats = write_chats(tmp_path / "in.jsonl", 240)
    work, pieces = planned((tmp_path / "in.jsonl").as_uri(), (tmp_path / "out").as_uri(), size=1_500, takes_s=0.1)
    assert len(pieces) > 30
    dying = cluster.add_node(num_cpus=2, object_store_memory=MEMORY)
    lost = threading.Event()

    def kill() -> None:
        if wait_for(lambda: len(list((tmp_path / "out").glob("_done/*"))) >= 5):
            cluster.remove_node(dying, allow_graceful=False)
            lost.set()

    killer = threading.Thread(target=kill)
    killer.start()
    returned = run(work, pieces, cluster.address)
    killer.join()
    assert lost.is_set()
    assert sorted(one.piece.name for one in returned) == sorted(one.name for one in pieces)
    lines = on_one_machine(chats)
    assert records(tmp_path / "out") == lines
    assert len(lines) == 240
    errors = [str(error) for one in returned for error in one.done.errors(one.piece)]
    told = [str(one) for one in read([chats.as_uri()]) if isinstance(one, InputError)]
    assert sorted(errors) == sorted(told)
    assert len(told) == 15


def test_a_run_that_was_killed_goes_on_with_the_rest(cluster: Any, tmp_path: Path) -> None:
    chats, out = write_chats(tmp_path / "in.jsonl", 120), tmp_path / "out"
    command = [sys.executable, "-m", "tests.batch.clustered", str(chats), str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        assert wait_for(lambda: len(list(out.glob("_done/*"))) >= 3)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    work, pieces = planned(str(chats), out, size=3_000)
    rest = [piece for piece in pieces if done_already(str(out), piece) is None]
    assert 0 < len(rest) < len(pieces)
    before = {path: path.stat().st_mtime_ns for path in out.glob("_done/*")}
    run(work, rest, cluster.address)
    assert records(out) == on_one_machine(chats)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_what_ends_processes_is_given_up_and_the_rest_is_done(cluster: Any, tmp_path: Path) -> None:
    write_chats(tmp_path / "in.jsonl", 40, deadly=[20])
    work, pieces = planned(str(tmp_path / "in.jsonl"), tmp_path / "out", size=1_500)
    returned = run(work, pieces, cluster.address)
    (failed,) = [one for one in returned if "given up" in str(one.done.failures)]
    assert not failed.done.is_settled
    assert done_already(work.into, failed.piece) is None
    assert len(returned) == len(pieces)
    assert len(records(tmp_path / "out")) == sum(one.done.assessments for one in returned) >= 30


def test_a_machine_with_another_key_is_refused(cluster: Any, tmp_path: Path) -> None:
    write_chats(tmp_path / "in.jsonl", 5)
    work, pieces = planned(str(tmp_path / "in.jsonl"), tmp_path / "out", size=3_000)
    other = replace(work, load=partial(load_reader, 0.0, b"another key of a site"))
    with pytest.raises(UsageError, match="has another site key than the one that began the run"):
        list(spread(other, pieces, cluster.address))
    assert not (tmp_path / "out").exists()


def test_nothing_that_was_said_is_left_with_ray(cluster: Any) -> None:
    """After the tests above; its logs, its spilled objects, and what its object stores hold in memory."""
    session = Path(cluster.head_node.get_session_dir_path())
    files = [path for path in session.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path.name for path in files if SECRET.encode() in path.read_bytes()] == []


def test_where_no_cluster_is_it_is_said(tmp_path: Path) -> None:
    write_chats(tmp_path / "in.jsonl", 5)
    work, pieces = planned(str(tmp_path / "in.jsonl"), tmp_path / "out", size=3_000)
    with pytest.raises(UsageError, match="No Ray cluster answers at that --address"):
        list(spread(work, pieces, "127.0.0.1:9"))
