from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from convqa.conversation import Language
from convqa.errors import UsageError
from convqa.privacy import PAPERS, Paper, Setup, write_papers
from convqa.privacy.markdown import gaps
from convqa.privacy.view import words
from convqa.redaction import Kind
from convqa.report.texts import texts
from convqa.rubric import Critical, Phrase
from tests.privacy.conftest import FULL, PLAIN, MakeSetup

GOLDEN = Path(__file__).parent / "golden"
OTHERS = [language for language in Language if language is not Language.EN]
SETUPS = {"plain": PLAIN, "full": FULL}


class Pages(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", PAPERS)
def test_the_danish_papers_are_those_that_were_read(name: str) -> None:
    """`golden/` was read line by line; after a change that is meant, read it again and write it anew."""
    paper = Paper.make(name, PLAIN, Language.DA)
    assert paper.markdown == (GOLDEN / f"{name}-da.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_all_languages_have_the_same_sections_tables_lists_and_gaps(
    name: str, language: Language, setup: Setup
) -> None:
    english, other = (Paper.make(name, setup, one) for one in (Language.EN, language))
    assert [tag for tag, _ in Pages(other.html).tags] == [tag for tag, _ in Pages(english.html).tags]
    assert len(gaps(other.markdown)) == len(gaps(english.markdown))
    assert re.findall(r"^#+ (?:\d+\.)?", other.markdown, re.MULTILINE) == re.findall(
        r"^#+ (?:\d+\.)?", english.markdown, re.MULTILINE
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAPERS)
def test_what_is_configured_stands_in_the_paper(name: str, language: Language, setup_of: MakeSetup) -> None:
    paper = Paper.make(name, setup_of(full=True, convqa="7.8.9", codebook="31"), language).markdown
    for fact in ("7.8.9", "service@2+0a1b2c3d", "rules@9", "rules@1", "31", "medium", "service@1"):
        assert fact in paper
    assert "0.412" not in paper
    assert ("0.41" if language is Language.EN else "0,41") in paper


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAPERS)
def test_ratings_weights_and_the_leak_are_named(name: str, language: Language, setup_of: MakeSetup) -> None:
    weights = dict(PLAIN.rubric.weights) | {"contact": 12.25}
    rubric = replace(PLAIN.rubric, name="ours", version=4, weights=weights)
    paper = Paper.make(name, setup_of(rubric=rubric), language).markdown
    say = texts(language)
    assert all(rating in paper for rating in say.sections["rating"].values())
    assert say.number(12.25) in paper
    assert "ours@4" in paper
    assert say.number(0.925, 3) in paper
    assert say.number(0.843, 3) in paper
    assert say.count(1400) in paper


@pytest.mark.parametrize("language", Language)
def test_every_placeholder_and_every_language_is_in_the_assessment(language: Language) -> None:
    paper = Paper.make("dpia", PLAIN, language).markdown
    assert re.findall(r"^\| `\[([A-Z_]+)_1\]`", paper, re.MULTILINE) == list(Kind)
    assert all(name in paper for name in texts(language).sections["language"].values())
    for article in ("5", "6", "13", "15", "21", "22", "25", "30", "32", "35", "88"):
        assert re.search(rf"^\| (?:\d+, )*{article}(?:, \d+)* \|", paper, re.MULTILINE), article
    for article in ("4", "5", "26", "27", "86"):
        assert re.search(rf"^\| {article}\b", paper, re.MULTILINE), article


@pytest.mark.parametrize("language", Language)
def test_names_are_told_by_way_of_writing_and_by_origin(language: Language) -> None:
    paper = Paper.make("dpia", PLAIN, language).markdown
    say = words(language)
    section = paper.partition("\n## 7.")[2].partition("\n## 8.")[0]
    rows = [line for line in section.splitlines() if line.startswith(f"| {say.say('style', 'speech')} |")]
    assert [row.count(say.number(0.85, 3)) for row in rows] == [2]
    origins = section.partition(say.say("leak", "origin"))[2]
    told = [name for name in say.sections["name_origin"].values() if f"| {name} |" in origins]
    assert len(told) == 12
    assert say.say("name_origin", "thai") in told  # found least of all
    assert say.say("name_origin", "danish") not in told  # between the worst and the best
    assert say.say("name_origin", "latvian") in told  # found best
    assert say.count(2800) in section


NOT_YET = {
    Language.DA: "endnu ikke målt",
    Language.NB: "ennå ikke målt",
    Language.NN: "enno ikkje målt",
    Language.SV: "ännu inte mätt",
    Language.EN: "not yet measured",
}
UNKNOWN = {
    Language.DA: "hvem en medarbejder eller kunde er",
    Language.NB: "hvem en medarbeider eller kunde er",
    Language.NN: "kven ein medarbeidar eller kunde er",
    Language.SV: "vem en medarbetare eller kund är",
    Language.EN: "who an agent or customer is",
}


@pytest.mark.parametrize("language", Language)
def test_agreement_with_people_is_not_yet_measured_until_it_is(language: Language) -> None:
    said = f"{NOT_YET[language]}**" if language is not Language.EN else "**not yet measured**"
    plain, full = (Paper.make("employees", setup, language).markdown for setup in SETUPS.values())
    assert said in plain.partition("\n## 5.")[2].partition("\n## 6.")[0]
    assert NOT_YET[language] not in full.partition("\n## 5.")[2].partition("\n## 6.")[0]
    assert texts(language).count(1234) in full


@pytest.mark.parametrize("language", Language)
def test_only_what_is_used_is_told_of(language: Language) -> None:
    plain, full = (Paper.make("dpia", setup, language).markdown for setup in SETUPS.values())
    for word in ("convqa transcribe`", "convqa calibrate`", "--key-file` |", UNKNOWN[language]):
        assert word not in plain
        assert word in full
    assert len(re.findall("^┌", full, re.MULTILINE)) == len(re.findall("^┌", plain, re.MULTILINE)) + 1


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
@pytest.mark.parametrize("name", PAPERS)
def test_text_is_pseudonymised_and_never_called_anonymous(name: str, setup: Setup, language: Language) -> None:
    paper = Paper.make(name, setup, language).markdown.lower()
    assert "pseudonymis" in paper
    assert not re.findall(r"(?<!not )(?<!ikke )(?<!ikkje )(?<!inte )\banonym", paper)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_left_in_english(name: str, language: Language) -> None:
    paper = Paper.make(name, FULL, language).markdown
    assert not re.findall(r"\b(?:the|and|with|which|people|employees|measured)\b", re.sub(r"`[^`]*`", "", paper))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAPERS)
def test_the_last_section_lists_each_gap_once_under_its_section(name: str, language: Language) -> None:
    paper = Paper.make(name, FULL, language).markdown
    body, _, last = paper.rpartition("\n## ")
    listed = re.findall(r"^  - \[\[(.+)\]\]$", last, re.MULTILINE)
    assert listed == list(dict.fromkeys(re.findall(r"\[\[(.+?)\]\]", body)))
    assert len(listed) > 15
    heads = re.findall(r"^- \*\*(.+)\*\*$", last, re.MULTILINE)
    assert [head for head in heads if re.match(r"\d", head)] == [head for head in heads if f"\n## {head}\n" in body]


@pytest.mark.parametrize("name", PAPERS)
def test_a_page_lets_nothing_in_and_marks_the_gaps(name: str) -> None:
    paper = Paper.make(name, PLAIN, Language.NB)
    page = Pages(paper.html)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "svg", "object"}
    assert all(not {"style", "onclick", "src"} & set(attributes) for _, attributes in page.tags)
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in page.tags)
    policies = [attributes["content"] for tag, attributes in page.tags if tag == "meta" and "http-equiv" in attributes]
    assert str(policies[0]).startswith("default-src 'none'; style-src 'sha256-")
    marks = [attributes for tag, attributes in page.tags if tag == "mark"]
    assert len(marks) == len(re.findall(r"\[\[", paper.markdown))
    targets = {attributes.get("id") for _, attributes in page.tags}
    assert {str(attributes["href"])[1:] for tag, attributes in page.tags if tag == "a"} <= targets
    assert "\ue000" not in paper.html
    assert "**" not in page.text


HOSTILE = "<script>alert(1)</script> | [[x]] `a` *b* [c](http://d) &amp; \ue000\n## e"


@pytest.mark.parametrize("name", PAPERS)
def test_a_rubric_s_titles_are_shown_as_they_are(name: str, setup_of: MakeSetup) -> None:
    titles = {Language.DA: HOSTILE}
    rubric = replace(
        PLAIN.rubric,
        critical=(Critical(id="a", title=titles, rating="respond", at_most=1),),
        phrases=(Phrase(id="b", title={Language.SV: "säger hej"}, patterns={Language.SV: ("hej",)}),),
    )
    paper = Paper.make(name, setup_of(rubric=rubric), Language.DA)
    plain = Paper.make(name, PLAIN, Language.DA)
    assert "[[x]]" not in [f"[[{gap.what}]]" for gap in gaps(paper.markdown)]
    page = Pages(paper.html)
    assert "<script>alert(1)</script> | [[x]] `a` *b* [c](http://d) &amp; ## e" in page.text
    assert [tag for tag, _ in page.tags if tag in ("mark", "h2", "script", "a", "table")] == [
        tag for tag, _ in Pages(plain.html).tags if tag in ("mark", "h2", "script", "a", "table")
    ]
    assert "säger hej" in page.text


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_setup_gives_the_same_bytes(name: str) -> None:
    assert Paper.make(name, FULL, Language.SV) == Paper.make(name, FULL, Language.SV)


def test_papers_are_written_and_a_filled_in_one_is_not_overwritten_unasked(tmp_path: Path) -> None:
    papers = [Paper.make(name, PLAIN, Language.EN) for name in PAPERS]
    folder = tmp_path / "a" / "b"
    names = ["dpia-en.md", "dpia-en.html", "employees-en.md", "employees-en.html"]
    assert [path.name for path in write_papers(folder, papers)] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    write_papers(folder, papers)

    filled = folder / "employees-en.md"
    filled.write_text("filled in", encoding="utf-8")
    (folder / "dpia-en.html").unlink()
    with pytest.raises(UsageError, match=r"employees-en\.md is there already .* --overwrite"):
        write_papers(folder, papers)
    assert filled.read_text(encoding="utf-8") == "filled in"
    assert not (folder / "dpia-en.html").exists()
    write_papers(folder, papers, overwrite=True)
    assert filled.read_text(encoding="utf-8") == papers[1].markdown


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot write"):
        write_papers(tmp_path / "file" / "papers", [Paper.make("dpia", PLAIN, Language.EN)])
