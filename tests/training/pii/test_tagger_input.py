"""What the tagger reads and what becomes of its labels: the same in training and in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from convqa.conversation import Language
from convqa.models import find_names
from convqa.redaction.findings import Kind, Reading, read
from convqa.redaction.names.features import (
    LABELS,
    LISTS,
    MOST_PIECES,
    NO_PIECE,
    ROWS,
    WORD_COLUMNS,
    Encoding,
    Tokens,
    decode,
    unlisted,
)
from convqa.redaction.names.tagger import likely
from training.pii.blind import FILES
from training.pii.examples import (
    IGNORED,
    Batch,
    Example,
    Material,
    Talk,
    chunk,
    conversations,
    example,
    hide_held_out,
    told,
)
from training.pii.lists import held_out, load
from training.pii.numerals import renumbered
from training.pii.passages import LEARNT, TUNED_ON, PassageRow, rows
from training.pii.segments import PERSON, UNSURE, Segment

BEGINS, GOES_ON = 1, 2  # of a person, LABELS[0]
NUMBER = 1 + 2 * LABELS.index(Kind.NUMBER)


ENCODING = Encoding(Tokenizer.from_file(str(find_names() / "tokenizer.json")))
COLUMNS = len(ROWS) + 2 * MOST_PIECES


def material(*talks: Talk, passages: Sequence[Talk] = ()) -> Material:
    return Material(
        talks=talks,
        passages=passages,
        names=load(held=False),
        words=lambda _: ("fjernbetjening",),
        encoding=ENCODING,
    )


def encode(text: Reading) -> Tokens:
    return ENCODING.encode(text)


def reading(*texts: str, language: Language = Language.DA) -> Reading:
    return read(texts, language)


def test_one_row_a_token_and_nothing_of_the_text() -> None:
    tokens = encode(reading("Hej, Mette!", "Kl. 12_x\nok"))
    text = reading("Hej, Mette!", "Kl. 12_x\nok").text
    assert [text[start:end] for start, end in tokens.spans] == [
        *("Hej", ",", "Mette", "!", "\ue000", "Kl", ".", "12", "_", "x", "\n", "ok")
    ]
    assert tokens.breaks == {4}
    assert tokens.features.shape == (12, COLUMNS)
    assert tokens.features.dtype == np.int64


def test_an_empty_reading() -> None:
    assert encode(reading("")).features.shape == (0, COLUMNS)
    assert decode(encode(reading("")), []) == []


@given(st.text(max_size=40), st.sampled_from(Language))
def test_features_stay_within_the_tables(text: str, language: Language) -> None:
    features = encode(reading(text, language=language)).features
    rows = [*ROWS, *[ENCODING.size] * 2 * MOST_PIECES]
    assert ((features >= 0) & (features < np.array(rows))).all()


def test_case_changes_the_shape_alone_and_language_the_lists_alone() -> None:
    upper, lower = (encode(reading(text)).features[0] for text in ("Mette", "mette"))
    assert np.flatnonzero(upper != lower).tolist() == [4]
    danish, swedish = (encode(reading("Mette", language=lang)).features[0] for lang in (Language.DA, Language.SV))
    assert np.flatnonzero(danish != swedish).tolist() == [LISTS]


@pytest.mark.parametrize(
    ("word", "bits"),
    [("mette", 1), ("mettes", 1 + 32), ("xqzw", 0), ("telia", 16), ("og", 4)],
)
def test_lists(word: str, bits: int) -> None:
    found = int(encode(reading(word)).features[0, LISTS]) % 64
    assert found & (1 | 4 | 16 | 32) == bits
    assert int(unlisted(np.array([found]))[0]) == found & (4 | 8 | 16)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ([0, 0, BEGINS, GOES_ON, 0], [("Mette Holm", Kind.PERSON)]),
        ([0, 0, BEGINS, BEGINS, 0], [("Mette", Kind.PERSON), ("Holm", Kind.PERSON)]),
        ([0, 0, GOES_ON, 0, 0], [("Mette", Kind.PERSON)]),
        ([0, 0, BEGINS, NUMBER + 1, NUMBER + 1], [("Mette", Kind.PERSON), ("Holm 12", Kind.NUMBER)]),
        ([0, 0, 0, 0, 0], []),
    ],
)
def test_labels_become_findings(labels: Sequence[int], found: list[tuple[str, Kind]]) -> None:
    one = reading("Hej, Mette Holm 12")
    tokens = encode(one)
    findings = decode(tokens, labels)
    assert [(one.text[finding.start : finding.end], finding.kind) for finding in findings] == found


def test_no_finding_goes_over_the_end_of_a_turn() -> None:
    one = reading("Mette", "Holm")
    findings = decode(encode(one), [BEGINS, GOES_ON, GOES_ON])
    assert [one.text[finding.start : finding.end] for finding in findings] == ["Mette", "Holm"]


def test_a_single_letter_is_nobody() -> None:
    one = reading("m 1 Bo")
    scores = np.zeros((3, 9), dtype=np.float32)
    scores[[0, 1, 2], [BEGINS, NUMBER, BEGINS]] = 1
    assert likely(one, encode(one), scores, dict.fromkeys(Kind, 0.9)) == []
    found = likely(one, encode(one), scores, dict.fromkeys(Kind, 0.0))
    assert [(one.text[finding.start : finding.end], finding.kind) for finding in found] == [
        ("1", Kind.NUMBER),
        ("Bo", Kind.PERSON),
    ]


TURNS = (
    (Segment("Jeg hedder "), Segment("Mette Holm", PERSON), Segment(", "), Segment("20304050", "phone")),
    (Segment("Mvh /"), Segment("KL", UNSURE)),
)
TALK = Talk(language=Language.DA, turns=TURNS)


def test_examples_are_labelled_where_the_marks_are() -> None:
    shown = []
    for seed in range(60):
        one = example(TALK, material(), np.random.default_rng(seed))
        assert one.features.shape == (len(one.labels), COLUMNS)
        labels = one.labels.tolist()
        assert (labels.count(IGNORED), labels.count(NUMBER)) == (1, 1)
        assert 1 <= labels.count(BEGINS) <= 4  # a company's turn may name somebody, and some are called by their name
        shown.append(labels[:3])
    assert shown.count([0, 0, BEGINS]) > 45


def test_some_names_are_shown_unlisted_or_without_their_word() -> None:
    generator = np.random.default_rng(1)
    examples = [example(TALK, material(), generator) for _ in range(200)]
    names = np.concatenate([one.features[(one.labels == BEGINS) | (one.labels == GOES_ON)] for one in examples])
    wordless = (names[:, list(WORD_COLUMNS)] == 0).all(1).mean()
    assert 0.1 < wordless < 0.3
    others = np.concatenate([one.features[one.labels == 0] for one in examples])
    assert not (others[:, list(WORD_COLUMNS)] == 0).all(1).any()


def test_a_batch_is_filled_up_and_says_where() -> None:
    short, long = (
        Example(features=np.ones((n, COLUMNS), dtype=np.int64), labels=np.zeros(n, dtype=np.int64)) for n in (2, 3)
    )
    batch = Batch.of([short, long])
    assert batch.labels.tolist() == [[0, 0, IGNORED], [0, 0, 0]]
    assert batch.mask.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert batch.features[0, 2].tolist() == [0] * len(ROWS) + [NO_PIECE] * 2 * MOST_PIECES


def test_the_same_seed_makes_the_same_batches() -> None:
    record = {
        "language": "da",
        "turns": [{"text": "Jeg hedder Mette."}] * 5,
        "pii": [{"text": "Mette", "type": "person"}],
    }
    talks = conversations([record] * 9)
    first, second = (list(chunk(material(*talks), np.random.default_rng(3), count=4, batch=2)) for _ in range(2))
    assert len(first) > 2
    assert all((a.features == b.features).all() for a, b in zip(first, second, strict=True))


def test_a_number_that_rules_find_and_nobody_marked_is_nothing_to_learn() -> None:
    turns = [{"text": "Mit cpr er 010203-1234, og det koster 400 kr. Hilsen Mette"}]
    (talk,) = conversations([{"language": "da", "turns": turns, "pii": [{"text": "Mette", "type": "person"}]}])
    assert [(piece.text, piece.kind) for turn in talk.turns for piece in turn if piece.kind] == [
        ("010203-1234", UNSURE),
        ("Mette", PERSON),
    ]
    assert "".join(piece.text for piece in talk.turns[0]) == turns[0]["text"]


def test_as_many_passages_are_read_as_conversations() -> None:
    passages = told([PassageRow(language=Language.DA, style="speech", turns=((Segment("fire to", "phone"),),))] * 3)
    talks = conversations(
        [{"language": "da", "turns": [{"text": "Hej Mette."}], "pii": [{"text": "Mette", "type": "person"}]}]
    )
    batches = list(chunk(material(*talks, passages=passages), np.random.default_rng(3), count=3, batch=1))
    numbers = [(batch.labels == NUMBER).any() for batch in batches]
    assert (len(batches), sum(numbers)) == (4, 3)


@pytest.mark.parametrize("kind", ["company", "place", "pet", "product"])
def test_what_is_no_personal_data_is_labelled_so(kind: str) -> None:
    talk = Talk(language=Language.DA, turns=((Segment("hos "), Segment("jensens el", kind)),), spoken=True)
    for seed in range(9):
        assert example(talk, material(), np.random.default_rng(seed)).labels[:3].tolist() == [0, 0, 0]


def test_number_words_are_exchanged_for_such_of_as_many_digits() -> None:
    turns = ((Segment("en af fireogtyve er "), Segment("syv femogfyrre tyve tolv", "phone")),)
    texts = {tuple(one.text for one in renumbered(turns, Language.DA, np.random.default_rng(n))[0]) for n in range(40)}
    assert len(texts) > 20
    assert all(re.fullmatch(r"en af \w+og\w+ er ", text) for text, _ in texts)
    assert all(re.fullmatch(r"\w{2,4} \w+og\w+ \w+s?\w+ \w+", number) for _, number in texts)


def test_no_passage_that_is_learnt_from_is_measured_on() -> None:
    assert not {TUNED_ON, *chain.from_iterable(FILES.values())} & {*LEARNT}
    learnt = {text_of(row) for file in LEARNT for row in rows(file)}
    assert not learnt & {
        text_of(row) for file in (TUNED_ON, *chain.from_iterable(FILES.values())) for row in rows(file)
    }


def text_of(row: PassageRow) -> str:
    return "\n".join("".join(piece.text for piece in turn) for turn in row.turns)


def test_held_out_names_are_hidden_from_figures() -> None:
    names = load(held=True).groups
    name = next(name for group in names.values() for name in group if encode(reading(name)).features[0, LISTS] % 64 & 1)
    tokens = encode(reading(f"{name} og Mette"))
    hidden = hide_held_out(f"{name} og Mette", tokens)
    assert hidden[0, LISTS] % 64 & 3 == 0
    assert (hidden[1] == tokens.features[1]).all()
    assert held_out("Mette") or (hidden[2] == tokens.features[2]).all()
