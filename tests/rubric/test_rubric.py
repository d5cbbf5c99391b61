"""Rubric files: what is read, and the sentence that says what is wrong."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from convqa.codebook import RATINGS
from convqa.conversation import Channel, Language
from convqa.errors import RubricError
from convqa.rubric import Critical, Phrase, Rubric, Thresholds, load_rubric

DOCS = Path(__file__).parents[2] / "docs" / "rubric.md"
START = 'name = "own"\nversion = 3\n'
WEIGHTS = "[weights]\n" + "".join(f"{rating} = 1\n" for rating in RATINGS)


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "own.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_packaged_rubric() -> None:
    rubric = load_rubric()
    assert rubric.reference == "service@2"
    assert tuple(rubric.weights) == RATINGS
    assert all(weight > 0 for weight in rubric.weights.values())
    assert rubric.thresholds == Thresholds()  # the file says out loud what holds where a company says nothing
    assert rubric.phrases == ()
    assert all(set(criterion.title) == set(Language) for criterion in rubric.critical)


def test_a_short_rubric_takes_the_defaults(tmp_path: Path) -> None:
    rubric = load_rubric(write(tmp_path, START + WEIGHTS))
    assert rubric == Rubric(name="own", version=3, weights=dict.fromkeys(RATINGS, 1.0))
    assert (rubric.critical, rubric.phrases, rubric.texts) == ((), (), {})


def test_a_byte_order_mark_and_nordic_letters(tmp_path: Path) -> None:
    criterion = '[[critical]]\nid = "a"\nlabel = "p-"\ntitle.da = "ikke mødt, ærgerligt"\n'
    rubric = load_rubric(write(tmp_path, b"\xef\xbb\xbf" + (START + WEIGHTS + criterion).encode()))
    assert rubric.critical[0].title == {Language.DA: "ikke mødt, ærgerligt"}
    assert rubric.critical[0].behaviour == "presence"


def test_the_example_in_the_docs_is_a_valid_rubric(tmp_path: Path) -> None:
    example = DOCS.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    rubric = load_rubric(write(tmp_path, example))
    assert [phrase.id for phrase in rubric.phrases] == ["call_recorded"]
    assert rubric.phrases[0].channels == (Channel.PHONE,)
    assert rubric.texts[Language.DA].try_["clarity"]
    assert rubric.texts[Language.DA].keep["presence"]


def test_the_docs_name_every_field_of_the_packaged_rubric() -> None:
    text = DOCS.read_text(encoding="utf-8")
    fields = [*Rubric.__dataclass_fields__, *Thresholds.__dataclass_fields__, *Critical.__dataclass_fields__]
    fields += [*Phrase.__dataclass_fields__, *RATINGS]
    assert [field for field in fields if f"`{field}`" not in text] == []


def test_the_docs_name_every_flag() -> None:
    with (Path(__file__).parents[2] / "convqa" / "coaching" / "texts" / "en.toml").open("rb") as file:
        flags = tomllib.load(file)["flags"]
    unsure = {name.removeprefix("unsure_") for name in flags if name.startswith("unsure_")}
    names = {name for name in flags if not name.startswith("unsure_")} | {"unsure"} | unsure
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (START + WEIGHTS + "handle_time = 1\n", "weights.handle_time: time, length and number of turns are never"),
        (START + "aht = 1\n" + WEIGHTS, "aht: time, length and number of turns are never a measure of quality"),
        (START + WEIGHTS + "[thresholds]\nduration = 5\n", "thresholds.duration: time, length and number of turns"),
        (START + WEIGHTS + "kindness = 1\n", "weights.kindness: 'kindness' is not one of the eight ratings"),
        (START + "colour = 1\n" + WEIGHTS, "colour: is not a field of a rubric; correct its spelling or remove it."),
        (START + WEIGHTS + "[thresholds]\nlov = 2\n", "thresholds.lov: is not a field of a rubric"),
        (START + WEIGHTS + "[thresholds.probabilities]\nanger = 1\n", "thresholds.probabilities.anger: is not a field"),
        (START + WEIGHTS.replace("respond = 1", "respond = -1"), "weights.respond: "),
        (START + WEIGHTS.replace("respond = 1", "respond = true"), "weights.respond: "),
        (START + WEIGHTS.replace("respond = 1", "respond = inf"), "weights.respond: "),
        (START + WEIGHTS.replace("respond = 1", ""), "rubric: weights must name all eight ratings; add respond (0"),
        (START + WEIGHTS.replace("1", "0"), "rubric: at least one weight must be above 0"),
        ('name = "own"\n' + WEIGHTS, "version: "),
        ('name = "Own rubric"\nversion = 1\n' + WEIGHTS, "name: "),
        ('name = "own"\nversion = 0\n' + WEIGHTS, "version: "),
        ('name = "own"\nversion = "2"\n' + WEIGHTS, "version: "),
        (START + WEIGHTS + "[thresholds]\nlow = 0.9\n", "thresholds.low: "),
        (START + WEIGHTS + "[thresholds]\nexemplary_rating = 6\n", "thresholds.exemplary_rating: "),
        (START + WEIGHTS + "[thresholds.probabilities]\nrisk = 1.1\n", "thresholds.probabilities.risk: "),
        (START + WEIGHTS + "[texts.da.keep]\nrespond = []\n", "texts.da.keep.respond: "),
        (
            START + WEIGHTS + "[texts.da.try]\nrespond = ['{agent}']\n",
            "texts.da.try.respond.0: a text may hold {quote}",
        ),
        (START + WEIGHTS + "[texts.da.try]\nrespond = ['{quote']\n", "texts.da.try.respond.0: a brace is left open"),
        (START + WEIGHTS + "[texts.fi.try]\nrespond = ['x']\n", "texts.fi: "),
        ("name = own", "is not valid TOML: "),
        (b"name = '\xe6'", "is not UTF-8 text; save the rubric as UTF-8."),
    ],
)
def test_what_is_refused_and_how_it_is_said(tmp_path: Path, content: str | bytes, problem: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: {problem}")
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("confidence", "heard"), [(None, True), (1.0, True), (0.6, True), (0.5999, False), (0.0, False)]
)
def test_a_turn_is_heard_from_the_threshold_on(confidence: float | None, heard: bool) -> None:
    assert Thresholds().hears(confidence) is heard


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"none\.toml: cannot be read \(No such file or directory\)"):
        load_rubric(tmp_path / "none.toml")


OWN = (
    START
    + WEIGHTS
    + "[thresholds]\nlow = 2.5\n"
    + '[[critical]]\nid = "a"\nlabel = "p-"\ntitle.da = "a"\ntitle.sv = "b"\n'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 3", "# a word to say why\nversion   =   3"),
        ("[thresholds]\n", "[thresholds]\nevidence = 0.1\n"),  # the default, said out loud
        ('label = "p-"', 'label = "p-"\nat_least = 1'),
        ("contact = 1\n", "contact = 1.0\n"),
    ],
)
def test_a_rubric_that_says_the_same_has_the_same_hash(tmp_path: Path, before: str, after: str) -> None:
    assert before in OWN
    assert load_rubric(write(tmp_path, OWN.replace(before, after))).hash == load_rubric(write(tmp_path, OWN)).hash


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version = 3", "version = 4"),
        ("contact = 1\n", "contact = 1.001\n"),
        ("low = 2.5", "low = 2.6"),
        ("low = 2.5", ""),
        ('title.da = "a"', 'title.da = "c"'),
        ('title.da = "a"\ntitle.sv = "b"', 'title.sv = "b"\ntitle.da = "a"'),  # the first is shown to others
        ('label = "p-"', 'label = "c-"'),
        ('label = "p-"', 'rating = "clarity"\nat_most = 1'),
        ("[[critical]]", "[texts.da.keep]\nclarity = ['Klar: {quote}']\n[[critical]]"),
        ("[[critical]]", "[[phrases]]\nid = 'b'\ntitle.da = 'a'\npatterns.da = ['hej']\n[[critical]]"),
    ],
)
def test_an_edit_under_the_same_reference_has_another_hash(tmp_path: Path, before: str, after: str) -> None:
    assert before in OWN
    assert load_rubric(write(tmp_path, OWN.replace(before, after))).hash != load_rubric(write(tmp_path, OWN)).hash


def test_the_hash_of_the_packaged_rubric_stays_while_its_version_does() -> None:
    """Where the rubric is changed, its version is raised with it; a store refuses another rubric of the same name."""
    rubric = load_rubric()
    assert (rubric.reference, rubric.hash) == (
        "service@2",
        "3239d55515ab43698ad3553c1ab05c354f98784542e6111f1b2a48634b2c6635",
    )


TITLE = {Language.EN: "t"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"rating": "respond"},
        {"at_most": 2},
        {"label": "p-", "rating": "respond", "at_most": 1},
        {"label": "p-", "at_most": 1},
        {"label": "x-"},
        {"label": "p+"},
        {"rating": "respond", "at_most": 5},
        {"rating": "speed", "at_most": 1},
        {"label": "p-", "at_least": 0},
        {"label": "p-", "title": {}},
        {"label": "p-", "id": "Has Spaces"},
    ],
)
def test_critical_criteria_have_one_basis(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Critical(**({"id": "a", "title": TITLE} | fields))


@pytest.mark.parametrize(
    ("pattern", "valid"),
    [
        ("optaget", True),
        ("samtalen * optag*", True),
        ("*optag*", True),
        ("we're recording, e-mail*", True),
        ("a * b * c", True),
        ("a * b * c * d", False),
        ("* optag", False),
        ("optag *", False),
        ("op*tag", False),
        ("**", False),
        ("!", False),
        ("", False),
        ("   ", False),
    ],
)
def test_patterns_are_plain_words(pattern: str, valid: bool) -> None:
    def make() -> Phrase:
        return Phrase(id="a", title=TITLE, patterns={Language.DA: (pattern,)})

    if valid:
        assert make().patterns == {Language.DA: (pattern,)}
    else:
        with pytest.raises(ValidationError, match="a pattern is words"):
            make()


def test_two_criteria_with_one_id_are_refused() -> None:
    phrase = Phrase(id="a", title=TITLE, patterns={Language.DA: ("x",)})
    criterion = Critical(id="a", title=TITLE, label="p-")
    with pytest.raises(ValidationError, match="two criteria have the same id"):
        Rubric(name="own", version=1, weights=dict.fromkeys(RATINGS, 1), critical=(criterion,), phrases=(phrase,))
