"""What the papers say of the program is so."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import get_args

import click
import pytest

from convqa import __version__
from convqa.assessment import AGAINST
from convqa.cli import main
from convqa.codebook import CHOICES
from convqa.conversation import Transcript
from convqa.ingest import read
from convqa.ingest.formats import FORMATS
from convqa.redaction import SiteKey
from convqa.reviews import KINDS, ReviewOptions, parse_review_map, read_reviews
from convqa.reviews.review_map import FACTS, GRADES
from convqa.store.audit import Deed

ROOT = Path(__file__).parents[2]
PAPERS = sorted(
    path
    for folder in (".", "docs", "docs/adr", "benchmarks", "data/samples", "data/corpus", "training", "models/service-6")
    for path in (ROOT / folder).glob("*.md")
)
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_what_absences_can_lower_is_told() -> None:
    text = " ".join((ROOT / "docs" / "assessment.md").read_text(encoding="utf-8").split())
    for names in AGAINST.values():
        *most, last = (f"`{name}`" for name in names)
        assert f"against {', '.join(most)} and {last}" in text


def test_the_corpus_is_as_large_as_it_says() -> None:
    folder = ROOT / "data" / "corpus"
    rows = [json.loads(line) for line in (folder / "conversations.jsonl").read_text(encoding="utf-8").splitlines()]
    counts = [Counter(row[name] for row in rows).most_common() for name in ("language", "channel")]
    parts = "; ".join(", ".join(f"{name} {count:,}" for name, count in part) for part in counts)
    turns = sum(len(row["turns"]) for row in rows)
    told = f"{len(rows):,} invented support conversations, {turns:,} turns ({parts})"
    assert told in (folder / "README.md").read_text(encoding="utf-8")


def anchors(paper: Path) -> set[str]:
    """Of each heading, as GitHub makes it: small letters and digits, blanks as hyphens."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_to_a_heading_find_it(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]*)#([^)\s]+)\)", paper.read_text(encoding="utf-8"))
    absent = [(file, anchor) for file, anchor in links if anchor not in anchors(paper.parent / file if file else paper)]
    assert absent == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_call_that_is_shown_has_a_command_and_options_that_exist(paper: Path) -> None:
    calls = re.findall(r"^ {4}.*?\bconvqa ([a-z]\w*)(.*)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    for name, rest in calls:
        if name in main.commands:
            taken = options_of(main.commands[name])
            assert set(re.findall(r"(?<= )--[\w-]+", rest)) <= taken, f"convqa {name}{rest}"


def options_of(command: click.Command) -> set[str]:
    """Its own, and those of the commands that it is a group of."""
    own = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
    return own.union(*map(options_of, command.commands.values() if isinstance(command, click.Group) else ()))


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\bconvqa ([a-z]+(?:-[a-z]+)*)\b", readme)) & set(main.commands) == set(main.commands)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_text_is_never_called_anonymous(paper: Path) -> None:
    assert re.findall(r"(?<!not )\banonymi[sz]ed\b", paper.read_text(encoding="utf-8").lower()) == []


def test_every_format_has_its_section_and_no_other() -> None:
    headings = re.findall(r"^### (.+)$", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = [name for heading in headings for name in re.findall(r"`([a-z-]+)`", heading)]
    assert sorted(named) == sorted(one.name for one in FORMATS)


def test_every_command_and_option_is_documented_and_no_other() -> None:
    assert set(re.findall(r"^## convqa ([\w-]+)$", COMMANDS, re.MULTILINE)) == set(main.commands)
    options = set().union(*map(options_of, main.commands.values()))
    rows = set(re.findall(r"^\| `(--[\w-]+)", COMMANDS, re.MULTILINE))
    assert rows == options


def test_every_value_of_an_option_is_documented() -> None:
    for parameter in main.commands["score"].params:
        if isinstance(parameter.type, click.Choice):
            assert [value for value in parameter.type.choices if f"`{value}`" not in COMMANDS] == []


def test_every_deed_of_the_audit_log_is_documented_and_no_other() -> None:
    store = (ROOT / "docs" / "store.md").read_text(encoding="utf-8")
    found = re.search(r"^One entry for each deed: (.*?)\. It says", store, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert sorted(re.findall(r"`([a-z]+(?:\.[a-z]+)?)`", found[1])) == sorted(get_args(Deed))


def test_the_readme_names_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^ +make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {"demo", "test"}
    assert named <= targets


def test_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert first is not None
    assert project["version"] == __version__ == first[1]


REVIEWS = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```text\n(.*?)```", REVIEWS, re.DOTALL)
    assert found is not None
    return found[1]


def test_every_form_of_evaluations_has_its_section_and_no_other() -> None:
    headings = re.findall(r"^## .*\(`([a-z-]+)`\)(, experimental)?$", REVIEWS, re.MULTILINE)
    assert sorted(headings) == sorted((one.name, ", experimental" if one.experimental else "") for one in KINDS)


def test_every_field_of_a_review_map_is_documented() -> None:
    fields = (*FACTS, "total", *GRADES, *CHOICES)
    assert [field for field in fields if f"`{field}`" not in REVIEWS] == []


def test_the_worked_example_of_a_review_map_works(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(block("sheet"), encoding="utf-8")
    (text,) = re.findall(r'--review-map "(.*)"', block("call"))
    found = read_reviews(str(sheet), ReviewOptions(review_map=parse_review_map([text]), key=SiteKey.default()))
    assert found.problems == ()
    assert [review.scores.get("clarity") for review in found.reviews] == [4.2, 3.6, 3.0, None]
    assert list(found.unused) == ["Hilsen brugt"]
    ids = {one.id for one in read([str(ROOT / "data" / "samples")]) if isinstance(one, Transcript)}
    assert {review.conversation for review in found.reviews} <= ids
