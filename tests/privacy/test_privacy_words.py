from __future__ import annotations

import string

import pytest
from jinja2 import Environment, nodes

from convqa.conversation import Language
from convqa.privacy import PAPERS
from convqa.privacy.papers import _templates
from convqa.privacy.view import words
from convqa.redaction import Kind
from convqa.redaction.leak import Thing
from convqa.report.texts import texts

OTHERS = [language for language in Language if language is not Language.EN]


def own(language: Language) -> dict[str, dict[str, str]]:
    report = texts(language).sections
    return {name: dict(section) for name, section in words(language).sections.items() if name not in report}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_have_the_same_words_and_parts(language: Language) -> None:
    english, other = own(Language.EN), own(language)
    assert {name: list(section) for name, section in other.items()} == {
        name: list(section) for name, section in english.items()
    }
    for name, section in english.items():
        for key, text in section.items():
            assert fields(other[name][key]) == fields(text), f"{name}.{key}"
            assert other[name][key].strip()


def test_no_section_hides_one_of_the_report() -> None:
    for language in Language:
        for name, section in texts(language).sections.items():
            assert words(language).sections[name] == section


@pytest.mark.parametrize(("section", "codes"), [("kind", [kind.lower() for kind in Kind]), ("thing", list(Thing))])
def test_every_code_has_a_name(section: str, codes: list[str]) -> None:
    assert list(own(Language.EN)[section]) == codes


def skeleton(environment: Environment, language: Language, name: str) -> list[str]:
    """Every variable that a template uses, in order, and every condition."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, f"{language.value}/{name}.md")
    tree = environment.parse(source)
    return [node.name for node in tree.find_all(nodes.Name)]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PAPERS)
def test_all_templates_use_the_same_variables_in_the_same_order(name: str, language: Language) -> None:
    environment = _templates()
    found = skeleton(environment, language, name)
    assert found == skeleton(environment, Language.EN, name)
    assert len(found) > 15


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PAPERS)
def test_no_figure_and_no_version_is_written_by_hand(name: str, language: Language) -> None:
    environment = _templates()
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, f"{language.value}/{name}.md")
    for hard in ("service@", "rules@", "0.1.0", "whisper", "0.9", "0,9", "1927", "183"):
        assert hard not in source
