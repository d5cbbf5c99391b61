from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest

from convqa.errors import InputError
from convqa.ingest.apart import find_leads
from convqa.ingest.finding import find_sources
from convqa.ingest.sources import Source


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Agent: Hej\nKunde: Hallo\n", encoding="utf-8")


def labels(folder: Path, *names: str) -> list[str]:
    """Of what is found, whatever the order in which it is named; names are paths below the folder."""
    arguments = [str(folder / name) for name in names]
    found = [find_sources(order, None) for order in itertools.permutations(arguments)]
    told = {tuple(one.label for one in some if isinstance(one, Source)) for some in found}
    assert len(told) == 1
    return list(told.pop())


@pytest.mark.parametrize(
    ("named", "below"),
    [
        (["p"], [""]),
        (["p", "./p", "p/"], ["", "", ""]),
        (["p", "-"], ["", ""]),
        (["p", "q"], ["p/", "q/"]),
        (["p", "file.txt"], ["p/", "file.txt/"]),
        (["a/in", "b/in", "c"], ["a/in/", "b/in/", "c/"]),
        (["/w/a/in", "/w/b/in", "/w/a"], ["a/in/", "in/", "a/"]),
        (["/v/a/in", "/w/b/in", "/w/a"], ["v/a/in/", "b/in/", "w/a/"]),
        (["in", "in/a"], ["", "a/"]),
        (["in", "in/a", "q"], ["in/", "in/a/", "q/"]),
        (["in/*.csv", "in/**/*.txt"], ["", ""]),
        (["in/*.csv", "q/*/x*.csv"], ["in/", "q/"]),
        (["s3://b/in", "s3://b/out/"], ["in/", "out/"]),
        (["s3://b/in", "s3://c/in"], ["b/in/", "c/in/"]),
        (["s3://b/in", "gs://b/in"], ["s3:/b/in/", "gs:/b/in/"]),
        (["s3://b/in", "in"], None),
    ],
)
def test_what_leads_hangs_on_the_arguments_alone(named: list[str], below: list[str] | None) -> None:
    leads = [find_leads(order) for order in itertools.permutations(named)]
    assert all(one == leads[0] for one in leads)
    found = [leads[0][one].below if one != "-" else "" for one in named]
    assert found == below if below else len(set(found)) == len(named)


def test_places_that_differ_in_their_store_alone_are_told_apart_without_showing_it() -> None:
    one, other = find_leads(["s3://b/in?endpoint_override=one:9", "s3://b/in?endpoint_override=other:9"]).values()
    assert one.below != other.below
    assert "9" not in (one.below + other.below).partition("/s3:/b/in/")[1]
    assert "endpoint" not in one.below + other.below


def test_a_file_keeps_its_label_whatever_comes_and_goes_in_the_other_folder(tmp_path: Path) -> None:
    put(tmp_path, "p/0001.txt", "q/0002.txt")
    assert labels(tmp_path, "p", "q") == ["p/0001.txt", "q/0002.txt"]
    put(tmp_path, "q/0001.txt")
    assert labels(tmp_path, "p", "q") == ["p/0001.txt", "q/0001.txt", "q/0002.txt"]
    (tmp_path / "p/0001.txt").unlink()
    (tmp_path / "p").rmdir()
    assert labels(tmp_path, "p", "q") == ["q/0001.txt", "q/0002.txt"]
    assert labels(tmp_path, "q") == ["0001.txt", "0002.txt"]


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("q/a/b/0001.txt", ["p", "q"]),
        ("q/a/b/0001.txt", ["p", "q/**/*.txt"]),
        ("q/a/b/0001.txt", ["p/*.txt", "q"]),
        ("q/a/b/0001.txt", ["p/0001.txt", "q"]),
        ("q/a/b/0001.txt", ["."]),
        ("p/0000.txt", ["p"]),
        ("p/0000.txt", ["p", "q"]),
        ("p/a/0000.txt", ["p", "p/a/0000.txt"]),
        ("p/a/0000.txt", ["p", "p/a"]),
        ("over/q/a/b/0001.txt", ["over/p", "over/q"]),
        ("over/q/a/b/0001.txt", ["over/p", "q"]),
    ],
)
def test_a_file_keeps_its_label_whatever_links_lead_to_it(tmp_path: Path, link: str, named: list[str]) -> None:
    put(tmp_path, "p/0001.txt", "q/0002.txt")
    (tmp_path / "over").symlink_to(tmp_path, target_is_directory=True)
    put(tmp_path, link)
    own = [label for label in labels(tmp_path, *named) if not label.endswith(link.removeprefix("over/")[2:])]
    (tmp_path / link).unlink()
    (tmp_path / link).symlink_to(tmp_path / "p/0001.txt")
    assert labels(tmp_path, *named) == own


def test_a_folder_named_by_a_link_keeps_its_labels_whatever_links_are_in_it(tmp_path: Path) -> None:
    put(tmp_path, "real/0001.txt")
    (tmp_path / "calls").symlink_to(tmp_path / "real", target_is_directory=True)
    before = labels(tmp_path, "calls")
    (tmp_path / "real/a").mkdir()
    (tmp_path / "real/a/0002.txt").symlink_to(tmp_path / "real/0001.txt")
    assert labels(tmp_path, "calls") == before == ["0001.txt"]


def test_a_folder_that_links_lead_to_keeps_its_labels(tmp_path: Path) -> None:
    put(tmp_path, "p/0001.txt", "q/0002.txt")
    before = labels(tmp_path, "p", "q")
    (tmp_path / "q/a/b").mkdir(parents=True)
    (tmp_path / "q/a/b/p").symlink_to(tmp_path / "p", target_is_directory=True)
    assert labels(tmp_path, "p", "q") == before == ["p/0001.txt", "q/0002.txt"]
    assert labels(tmp_path, "q") == ["0002.txt", "a/b/p/0001.txt"]


def test_a_folder_keeps_its_labels_whether_another_that_is_named_is_a_link_to_it(tmp_path: Path) -> None:
    put(tmp_path, "q/0001.txt", "p/0002.txt")
    assert labels(tmp_path, "p", "q") == ["p/0002.txt", "q/0001.txt"]
    (tmp_path / "p/0002.txt").unlink()
    (tmp_path / "p").rmdir()
    (tmp_path / "p").symlink_to(tmp_path / "q", target_is_directory=True)
    assert labels(tmp_path, "p", "q") == ["q/0001.txt"]


def test_patterns_and_places_are_led_as_folders_are(tmp_path: Path) -> None:
    put(tmp_path, "p/0001.txt", "q/a/0001.txt", "r å/0001.txt")
    arguments = [str(tmp_path / "p/*.txt"), str(tmp_path / "q/*/*.txt"), (tmp_path / "r å").as_uri()]
    found = [one.label for one in find_sources(arguments, None) if isinstance(one, Source)]
    assert found == ["p/0001.txt", "q/a/0001.txt", "r å/0001.txt"]


def test_files_that_are_named_keep_their_names_beside_folders(tmp_path: Path) -> None:
    put(tmp_path, "p/x.txt", "z/p/x.txt", "y/x.txt", "y/other.md")
    assert labels(tmp_path, "p", "y/x.txt", "y/other.md") == ["other.md", "p/x.txt", "x.txt"]
    top = tmp_path.name
    assert set(labels(tmp_path, "p", "y/x.txt", "z/p/x.txt")) == {f"{top}/p/x.txt", "y/x.txt", "p/x.txt"}
    put(tmp_path, "p/k/x.txt", "r/p/k/x.txt", "1/c/x.txt", "2/c/x.txt")
    found = labels(tmp_path, "p", "r/p/k/x.txt", "1/c/x.txt", "2/c/x.txt")
    assert set(found) == {"p/x.txt", "p/k/x.txt", "r/p/k/x.txt", f"{top}/1/c/x.txt", f"{top}/2/c/x.txt"}


def test_what_lies_in_a_named_folder_is_a_part_of_it(tmp_path: Path) -> None:
    put(tmp_path, "p/x.txt", "p/sub/x.txt", "p/.kept/x.txt", "q/x.txt")
    assert labels(tmp_path, "p", "p/sub", "p/.kept/x.txt") == [".kept/x.txt", "sub/x.txt", "x.txt"]
    assert labels(tmp_path, "p", "p/sub/x.txt", "q") == ["p/sub/x.txt", "p/x.txt", "q/x.txt"]


def test_what_cannot_be_looked_at_is_led_as_well(tmp_path: Path) -> None:
    put(tmp_path, "q/x.txt")
    for name in ("p/link.txt", "r/link.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).symlink_to(tmp_path / "nowhere")
    arguments = [str(tmp_path / name) for name in ("p", "q", "r/*.txt")]
    found = find_sources(arguments, None)
    assert [one.label for one in found if isinstance(one, InputError)] == ["p/link.txt", "r/link.txt"]


def test_standard_input_and_a_file_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "-")
    found = find_sources(["-", "./-"], io.BytesIO(b"Agent: Hej"))
    assert sorted(one.label for one in found if isinstance(one, Source)) == ["-", f"{tmp_path.name}/-"]
