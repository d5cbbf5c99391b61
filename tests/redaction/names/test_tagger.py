"""The trained tagger: read in stretches as in one go, joined to the rules, and refused where it is damaged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from convqa.conversation import Language
from convqa.errors import ModelError
from convqa.models import find_names, verify_model
from convqa.redaction import Redactor, SiteKey, load_redactor
from convqa.redaction.find import find
from convqa.redaction.findings import Finding, Kind, Reading, read
from convqa.redaction.names import NetworkTagger
from convqa.redaction.names.features import LABELS, ROWS, Tokens
from convqa.redaction.names.tagger import STRETCH, likely


@pytest.fixture(scope="module")
def tagger() -> NetworkTagger:
    return NetworkTagger(find_names())


@dataclass(frozen=True, slots=True)
class Says:
    """A tagger that finds the same words everywhere, and keeps what it was asked."""

    words: tuple[str, ...]
    name: str = "says@1"
    asked: list[str] = field(default_factory=list)

    def tag(self, reading: Reading) -> Sequence[Finding]:
        self.asked.append(reading.text)
        places = [(reading.low.find(word), word) for word in self.words]
        return [Finding(start, start + len(word), Kind.PERSON, 0.5) for start, word in places if start >= 0]


def found(text: str, tagger: Says | NetworkTagger | None, language: Language = Language.DA) -> list[str]:
    reading = read([text], language)
    return [text[one.start : one.end] for one in find(reading, tagger=tagger)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        (Language.DA, "jeg talte med thirukumaran i går og han lovede at ringe", "thirukumaran"),
        (Language.NB, "hei det er ragnfrid her jeg ringer om strømmen", "ragnfrid"),
        (Language.NN, "eg snakka med ragnfrid i går og ho lova å ringje", "ragnfrid"),
        (Language.SV, "hej det är yohanesa här jag ringer om fakturan", "yohanesa"),
        (Language.EN, "hello this is oluwafemi calling about my parcel", "oluwafemi"),
    ],
)
def test_names_on_no_list_are_found_in_speech(tagger: NetworkTagger, language: Language, text: str, name: str) -> None:
    assert name not in found(text, None, language)
    assert name in found(text, tagger, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.DA, "pakken er sendt fra lageret og kommer på torsdag"),
        (Language.NB, "strømmen er borte i hele gata siden i går kveld"),
        (Language.SV, "jag vill säga upp mitt abonnemang till sista augusti"),
        (Language.EN, "the boiler engineer never turned up and the radiator is still cold"),
    ],
)
def test_ordinary_words_stay(tagger: NetworkTagger, language: Language, text: str) -> None:
    assert found(text, tagger, language) == []


def test_a_company_on_the_list_is_nobody_whatever_the_tagger_says() -> None:
    assert found("skålen er fra georg jensen", Says(words=("georg jensen", "skålen"))) == ["skålen"]


@pytest.mark.parametrize(
    ("language", "text", "is_name"),
    [
        (Language.DA, "pakken til gregers", True),
        (Language.DA, "pakken til Gregers", False),  # a capital is what companies have too
        (Language.DA, "pakken til xhevrie", False),
        (Language.EN, "pakken til gregers", False),
    ],
)
def test_a_listed_name_in_lower_case_is_one_though_less_likely(language: Language, text: str, is_name: bool) -> None:
    assert bool(last_word_is_name(0.65, [text], language)) is is_name


@pytest.mark.parametrize(
    ("turns", "is_name"),
    [
        (["pakken til xhevrie"], True),
        (["Pakken til xhevrie"], False),
        (["Goddag.", "pakken til xhevrie"], True),
        (["pakken", "Den til xhevrie"], False),
    ],
)
def test_where_nothing_has_a_capital_a_name_need_be_less_likely(turns: list[str], is_name: bool) -> None:
    assert bool(last_word_is_name(0.85, turns, Language.DA)) is is_name


@pytest.mark.parametrize(("share", "lists", "is_name"), [(0.8, 0, True), (0.6, 0, False), (0.8, 4, False)])
def test_a_word_on_no_list_need_be_less_likely_a_name(share: float, lists: int, is_name: bool) -> None:
    assert bool(last_word_is_name(share, ["Den til Xhevrie"], Language.DA, lists=lists)) is is_name


@pytest.mark.parametrize(
    ("share", "text", "lists", "is_name"),
    [
        (0.97, "Den til Fiberfjord", 0, False),
        (0.97, "den til fiberfjord", 0, False),
        (0.99, "Den til Fiberfjord", 0, True),
        (0.97, "Den til Fiberfjord", 4, True),  # on a list
        (0.97, "Den til Xhevrie", 0, True),
        (0.97, "Den til Kolding", 0, True),  # names end so
        (0.97, "Den til LedgerLoom", 0, False),
        (0.97, "Den til McXhem", 0, True),
        (0.97, "Den til Xhevriekassa", 0, False),
        (0.9, "den til bookingnummeret", 0, False),
        (0.9, "den til Bookingnummeret", 0, False),
    ],
)
def test_an_ordinary_word_or_two_joined_must_be_likelier_a_name(
    share: float, text: str, lists: int, is_name: bool
) -> None:
    assert bool(last_word_is_name(share, [text], Language.DA, lists=lists)) is is_name


@pytest.mark.parametrize(("first", "name"), [(0.2, "Dag|Fiberfjord"), (0.01, "")])
def test_two_words_joined_beside_a_name_are_of_it(first: float, name: str) -> None:
    text = "til Dag Fiberfjord"
    spans = tuple(match.span() for match in re.finditer(r"\w+", text))
    tokens = Tokens(spans=spans, breaks=frozenset(), features=np.zeros((len(spans), 16), dtype=np.int64))
    scores = np.zeros((len(spans), 1 + 2 * len(LABELS)), dtype=np.float32)
    scores[0, 0] = 9
    for place, share in ((1, first), (2, 0.9)):
        scores[place, 1] = np.log(2 * len(LABELS) * share / (1 - share))
    places = likely(read([text], Language.DA), tokens, scores, dict.fromkeys(LABELS, 0.9))
    assert "|".join(text[one.start : one.end] for one in places) == name


def last_word_is_name(share: float, turns: list[str], language: Language, *, lists: int = 4) -> list[Finding]:
    """What is found where the last word is a name with this likelihood, and no other is; all stand on these lists."""
    reading = read(turns, language)
    matches = list(re.finditer(r"\w+|\ue000", reading.text))
    breaks = frozenset(place for place, match in enumerate(matches) if match[0] == "\ue000")
    count = len(matches)
    tokens = Tokens(
        spans=tuple(match.span() for match in matches),
        breaks=breaks,
        features=np.full((count, 16), lists, dtype=np.int64),
    )
    scores = np.zeros((count, 1 + 2 * len(LABELS)), dtype=np.float32)
    scores[:-1, 0] = 9
    scores[-1, 1] = np.log(2 * len(LABELS) * share / (1 - share))
    return likely(reading, tokens, scores, dict.fromkeys(LABELS, 0.9))


def test_a_long_text_is_read_in_stretches_as_in_one_go(tagger: NetworkTagger) -> None:
    text = "jeg hedder Xhemile og Thirunavukkarasu ringer " * (STRETCH // 2)
    features = tagger.encoding.encode(read([text], Language.DA)).features
    assert len(features) > 2 * STRETCH
    assert features[:, len(ROWS) :].max() < tagger.encoding.size
    whole = tagger._graph.run({"features": features[None]})["scores"][0]
    np.testing.assert_allclose(tagger.scores(features), whole, rtol=0, atol=0.5)
    assert (tagger.scores(features).argmax(-1) == whole.argmax(-1)).all()


def test_an_empty_text_has_nothing(tagger: NetworkTagger) -> None:
    assert tagger.tag(read([""], Language.DA)) == []


def test_a_name_that_the_tagger_found_once_is_found_everywhere() -> None:
    says = Says(("qvaldar",))
    assert found("det er qvaldar. hils qvaldar", says) == ["qvaldar", "qvaldar"]
    assert found("det er qvaldar. hils qvaldar", None) == []


def test_whose_desk_answers_is_a_company() -> None:
    assert found("du taler med qvaldar kundeservice", Says(("qvaldar",))) == []
    assert found("du taler med qvaldar i kundeservice", Says(("qvaldar",))) == ["qvaldar"]


def test_a_title_without_a_name_is_nobody() -> None:
    assert found("det er fru, øh, fru Hald", Says(("fru",))) == ["Hald"]
    assert found("Ja. MS", Says(("ms",))) == ["MS"]  # who signs so


def test_the_tagger_is_not_asked_of_what_is_redacted() -> None:
    says = Says(("qvaldar",))
    assert found("Hej [PERSON_1], det er qvaldar", says) == []
    assert says.asked == []
    assert found("Hej [PERSON], det er qvaldar", says) == ["qvaldar"]


def test_the_redactor_is_called_after_both() -> None:
    assert load_redactor(find_names()).name == "rules@12+names@3"
    assert Redactor(key=SiteKey.default(), tagger=None).name == "rules@12"
    assert load_redactor(find_names(), SiteKey(b"another key of some length")).key != SiteKey.default()


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"name": "names", "version": "1", "sure": {"PET": 1}})])
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, content: str) -> None:
    shutil.copytree(find_names(), tmp_path / "names")
    (tmp_path / "names" / "meta.json").write_text(content)
    with pytest.raises(ModelError, match="finder of names cannot be loaded"):
        NetworkTagger(tmp_path / "names")


def test_a_damaged_tagger_is_refused(tmp_path: Path) -> None:
    shutil.copytree(find_names(), tmp_path / "names")
    (tmp_path / "names" / "tagger.onnx").write_bytes(b"cut off")
    with pytest.raises(ModelError, match="damaged"):
        verify_model(tmp_path / "names")


def test_without_a_tagger_nothing_is_read() -> None:
    with pytest.raises(ModelError, match="no finder of names"):
        find_names([Path("nowhere")])
