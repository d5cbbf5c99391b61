from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from convqa.assessment import Assessment, Flag, Scorecard
from convqa.conversation import Doubt, Language
from convqa.report.html import HtmlReport
from convqa.rubric import Thresholds

MakeAssessment = Callable[..., Assessment]
MakeCard = Callable[..., Scorecard]
Many = Callable[[int], list[Assessment]]


class _Page(HTMLParser):
    """Tags with their attributes, and whether every tag is closed in its turn."""

    VOID = {"meta", "input", "rect", "line", "path", "circle", "br"}

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]


def _report(
    folder: Path,
    assessments: list[Assessment],
    *,
    language: Language | None = None,
    limit: int = 500,
    failed: int | None = None,
    thresholds: Thresholds | None = None,
) -> str:
    path = folder / "report.html"
    report = HtmlReport(path, language=language, limit=limit, thresholds=thresholds)
    for assessment in assessments:
        report.write(assessment)
    report.close(failed=failed)
    return path.read_text(encoding="utf-8")


def test_every_link_leads_somewhere_and_no_id_is_twice(
    tmp_path: Path, make: MakeAssessment, make_card: MakeCard, exemplary: Flag, broken_promise: Flag
) -> None:
    two = make("two", cards=[make_card("a", flags=[exemplary]), make_card("b")], flags=[broken_promise])
    page = _Page(_report(tmp_path, [make("one"), two, make("bot", cards=[])]))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    links = page.values("href")
    assert "#c2-t3" in links
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert set(" ".join(page.values("aria-labelledby")).split()) <= set(ids)


def test_nothing_is_fetched_and_only_the_two_own_blocks_may_run(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make()])
    policy = next(attrs["content"] for _, attrs in _Page(content).tags if "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        [block] = re.findall(rf"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    page = _Page(content)
    assert not page.values("src")
    assert not page.values("style")
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "://" not in content


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "</script><b>", '"><img src=x onerror=1>', "{{ 1234 * 2 }}", "&amp;"]
)
def test_text_is_only_text(tmp_path: Path, make: MakeAssessment, text: str) -> None:
    given = make(text, text=text, flags=[Flag(name=text, severity="look", turns=(0,), reason=text)])
    content = _report(tmp_path, [given])
    page = _Page(content)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not {"b", "img"} & {tag for tag, _ in page.tags}
    assert "2468" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", content, flags=re.DOTALL)
    if text == "&amp;":
        assert "&amp;amp;" in content


@pytest.mark.parametrize("language", list(Language))
def test_the_page_and_each_conversation_say_their_language(
    tmp_path: Path, make: MakeAssessment, language: Language
) -> None:
    content = _report(tmp_path, [make(language=Language.SV)], language=language)
    page = _Page(content)
    assert page.tags[0] == ("html", {"lang": language.value})
    assert [attrs["lang"] for tag, attrs in page.tags if tag == "p" and attrs.get("class") == "text"] == ["sv"] * 4


def test_the_page_takes_the_most_common_language(tmp_path: Path, make: MakeAssessment) -> None:
    given = [make("a", language=Language.EN), make("b", language=Language.NN), make("c", language=Language.NN)]
    content = _report(tmp_path, given)
    assert '<html lang="nn">' in content
    assert "Samtalekvalitet" in content


def test_the_notice_says_what_the_figures_are(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make()], language=Language.EN)
    for said in (
        "machine&#39;s proposal",
        "A person decides",
        "not a verdict",
        "pseudonymised",
        "annotators that were language models",
        "has not been measured yet",
    ):
        assert said in content
    assert "anonymous" not in content


def test_turns_count_from_one_on_screen(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make()], language=Language.EN)
    assert "Turn 1<" in content
    assert "Turn 0" not in content
    assert "Turn 4<" in content


def test_a_rating_is_seen_to_add_up(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make()], language=Language.EN)
    [table, *_] = re.findall(r'<table class="sum">.*?</table>', content, re.DOTALL)
    amounts = re.findall(r'<td title="([^"]*)">([^<]*)</td>', table)
    assert [shown for _, shown in amounts] == ["3.10", "+0.46", "−0.15", "−0.10", "3.31"]
    assert [exact for exact, _ in amounts] == ["3.1000", "+0.4567", "−0.1467", "−0.1000", "3.3100"]
    assert "A feeling was not met" in table
    assert "likely 3–4" in content


def test_labels_are_words_with_their_code_in_the_tooltip(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make()], language=Language.EN)
    assert 'class="chip shown" title="shown; codebook code p+, certainty 80%">Presence' in content
    assert 'class="chip broken" title="broken; codebook code c-, certainty 10%">Clarity' in content
    assert 'class="chip phase" title="codebook code C, certainty 90%">Contact' in content
    assert 'class="chip negative" title="codebook code -, certainty 91%">Negative' in content
    assert ">Had to wait, chase or say it again</li>" in content
    assert '<span class="placeholder">[PERSON_1]</span>' in content


def test_what_cannot_be_rated_says_so(tmp_path: Path, make: MakeAssessment, make_card: MakeCard) -> None:
    content = _report(tmp_path, [make(cards=[make_card(total=None, rating=None)]), make("b", cards=[])])
    assert content.count("Der er intet at vurdere her") == 2
    assert '<details class="rating"' not in content


@pytest.mark.parametrize(("failed", "shown"), [(None, False), (0, True), (3, True)])
def test_failed_inputs_are_counted_where_they_are_known(
    tmp_path: Path, make: MakeAssessment, failed: int | None, shown: bool
) -> None:
    content = _report(tmp_path, [make()], language=Language.EN, failed=failed)
    assert ("inputs could not be read" in content) is shown
    assert not shown or f"<strong>{failed}</strong> <span>inputs could" in content


def test_beyond_the_limit_the_page_says_what_it_leaves_out(tmp_path: Path, many: Many) -> None:
    content = _report(tmp_path, many(100), language=Language.EN, limit=20)
    assert content.count("<article") == 20
    assert "The figures above cover all 100 conversations. 20 are shown in full: 16 with flags" in content
    assert "<strong>100</strong> <span>conversations" in content


def test_no_agent_is_ranked(tmp_path: Path, many: Many) -> None:
    content = _report(tmp_path, many(30), language=Language.EN)
    overview = content[content.index('<section id="overview"') : content.index('<ul class="items">')]
    assert "agent0" not in overview
    assert "<strong>7</strong> <span>agents" in overview


def test_exemplary_stands_before_what_is_worth_a_look(tmp_path: Path, many: Many) -> None:
    content = _report(tmp_path, many(20), language=Language.EN)
    assert 0 < content.index("Worth learning from") < content.index("Worth a look")


def test_an_empty_run_is_a_page_too(tmp_path: Path) -> None:
    content = _report(tmp_path, [])
    _Page(content)
    assert "There is no total to show." in content


def test_a_turn_of_any_length_is_shown_in_part_and_said_so(tmp_path: Path, make: MakeAssessment) -> None:
    content = _report(tmp_path, [make(text="[" * 500_000 + "[PERSON_")], language=Language.EN)
    assert len(content) < 200_000
    assert "Only the beginning of this turn is shown" in content


MARK = re.compile(r'<span class="heard"><span class="sign" aria-hidden="true">\?</span> ([^<]*)</span>')


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        (Language.DA, "hørt med 54\u00a0% sikkerhed"),
        (Language.NB, "hørt med 54\u00a0% sikkerhet"),
        (Language.NN, "høyrt med 54\u00a0% visse"),
        (Language.SV, "uppfattad med 54\u00a0% säkerhet"),
        (Language.EN, "heard with 54% certainty"),
    ],
)
def test_a_badly_heard_turn_is_marked_in_words(
    tmp_path: Path, make: MakeAssessment, language: Language, marked: str
) -> None:
    content = _report(tmp_path, [make(confidences={0: 0.6, 1: 0.54, 2: 0.9})], language=language)
    assert MARK.findall(content) == [marked]
    assert content.index('id="c1-t2"') < content.index(marked) < content.index('id="c1-t3"')


@pytest.mark.parametrize(
    ("agent_id", "shown"),
    [
        ("unknown-0123456789abcdef", '<span title="unknown-0123456789abcdef">(okänd: källan säger inte vem)</span>'),
        ("0123456789abcdef", '<code title="0123456789abcdef">01234567</code>'),
    ],
)
def test_an_agent_whom_nobody_names_is_called_so_in_the_readers_language(
    tmp_path: Path, make: MakeAssessment, make_card: MakeCard, agent_id: str, shown: str
) -> None:
    content = _report(tmp_path, [make(cards=[make_card(agent_id)])], language=Language.SV)
    assert shown in content


def test_the_rubric_says_from_when_on_a_turn_is_marked(tmp_path: Path, make: MakeAssessment) -> None:
    given = make(confidences={0: 0.6, 1: 0.54})
    content = _report(tmp_path, [given], language=Language.EN, thresholds=Thresholds(speech_confidence=0.7))
    assert MARK.findall(content) == ["heard with 60% certainty", "heard with 54% certainty"]


@pytest.mark.parametrize(
    ("speech", "confidence", "said"),
    [
        (None, None, None),
        (
            "whisper@1 <base>",
            0.876,
            "From a recording, recognised by whisper@1 &lt;base&gt;. On average the words were heard with 88%",
        ),
        ("whisper@1 base", None, "From a recording, recognised by whisper@1 base.</p>"),
        (None, 0.876, "From speech that was recognised by a machine. On average"),
    ],
)
def test_the_head_says_where_the_words_come_from(
    tmp_path: Path, make: MakeAssessment, speech: str | None, confidence: float | None, said: str | None
) -> None:
    content = _report(tmp_path, [make(speech=speech, confidence=confidence)], language=Language.EN)
    assert ('<p class="speech">' in content) is (said is not None)
    assert said is None or f'<p class="speech">{said}' in content
    assert ("· whisper@1" in content) is (speech is not None)  # and so does what the page was made with


def test_doubts_are_shown_as_flags_of_the_conversation(tmp_path: Path, make: MakeAssessment) -> None:
    reasons = {"speakers": "Who said what is not sure.", "speech": "Many words were hard to hear."}
    flags = [Flag(name="unsure", severity="look", turns=(1,), reason=why, detail=key) for key, why in reasons.items()]
    content = _report(tmp_path, [make(flags=flags, doubts=(Doubt.SPEAKERS,))], language=Language.EN)
    for reason in reasons.values():
        assert reason in content
