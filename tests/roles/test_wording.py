from math import isclose, log1p

import pytest

from convqa.conversation import Channel, Language, Role
from convqa.roles.automatic import read_automatic
from convqa.roles.people import agent_probabilities, opening_log_odds, wording_log_odds
from convqa.roles.wording import PhraseIndex, load_table, tokens_of, wording_features


def test_the_longest_phrase_counts_once() -> None:
    index = PhraseIndex({"greet": ["you are speaking to"], "you": ["you", "your"]})
    assert index.count(tokens_of("You are speaking to Jo. You? Your!")) == {"greet": 1, "you": 2}


def test_phrases_are_whole_words() -> None:
    index = PhraseIndex({"mine": ["min"], "problem": ["er ikke kommet"]})
    assert not index.count(tokens_of("minut er ikke"))
    assert index.count(tokens_of("MIN pakke er\n ikke, kommet")) == {"mine": 1, "problem": 1}


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert tokens_of("I’ve") == ["i've"]


def test_features_saturate() -> None:
    features = wording_features(["my my my", "my"], Language.EN)
    assert isclose(features["mine"], log1p(4))
    assert isclose(features["utterances"], log1p(2))


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("All set now. ^SJ", True),
        ("All set now *TJW", True),
        ("Thanks /Anna", True),
        ("All set now. SJ", False),
        ("2*3", False),
        ("either/or", False),
    ],
)
def test_signatures(text: str, *, signed: bool) -> None:
    assert (wording_features([text], Language.EN)["signature"] > 0) is signed


@pytest.mark.parametrize("language", Language)
def test_lexicons_have_the_same_kinds_and_clean_phrases(language: Language) -> None:
    table = load_table(f"{language}.toml")
    weights = load_table("weights.toml")["wording"]
    assert {side: list(kinds) for side, kinds in table.items()} == {
        side: list(kinds) for side, kinds in load_table("en.toml").items()
    }
    for side, kinds in table.items():
        for kind, phrases in kinds.items():
            weight = weights.get(kind, 0.0)
            assert weight >= 0 if side == "agent" else weight <= 0
            assert all(phrase == phrase.lower() and tokens_of(phrase) for phrase in phrases)


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_a_weight(channel: Channel) -> None:
    assert (opening_log_odds(channel) > 0) is (channel is Channel.PHONE)


def test_wording_points_to_the_right_side() -> None:
    agent = wording_log_odds(wording_features(["How can I help you? I can see your order."], Language.EN))
    customer = wording_log_odds(wording_features(["My order is late. I want my money back, please."], Language.EN))
    assert agent > customer


@pytest.mark.parametrize(
    ("odds", "known", "company_answers", "expected"),
    [
        ([0.0, 0.0], [], False, [0.5, 0.5]),
        ([2.0, -2.0], [], False, [0.982, 0.018]),
        ([0.0], [], False, [0.5]),
        ([-3.0], [Role.CUSTOMER], False, [1.0]),
        ([3.0], [Role.AGENT], False, [0.0]),
        ([0.0], [Role.AGENT, Role.CUSTOMER], False, [0.668]),
        ([-3.0, -3.0], [], True, [0.045, 0.045]),
        ([900.0, 900.0], [], False, [1.0, 1.0]),
    ],
)
def test_agent_probabilities(
    odds: list[float], known: list[Role], *, company_answers: bool, expected: list[float]
) -> None:
    found = agent_probabilities(odds, known, company_answers=company_answers)
    assert found == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("texts", "language", "role"),
    [
        (["[forbindelsen afbrudt]"], Language.DA, Role.SYSTEM),
        (["Omar has left the chat."], Language.EN, Role.SYSTEM),
        (["Anslutningen bröts. Chatten har avslutats."], Language.SV, Role.SYSTEM),
        (["Sindre har forlatt samtalen."], Language.NB, Role.SYSTEM),
        (["Synnøve har forlate samtalen."], Language.NN, Role.SYSTEM),
        (["Velkommen. Sig med få ord, hvad du ringer om.", "Jeg forstod: faktura."], Language.DA, Role.BOT),
        (["Hei! Eg er Vindy, den digitale hjelparen."], Language.NN, Role.BOT),
        (["Hej! Jag är Flo, er digitala assistent."], Language.SV, Role.BOT),
        (["This is an automated reply. Press 1 for orders."], Language.EN, Role.BOT),
    ],
)
def test_what_is_no_person(texts: list[str], language: Language, role: Role) -> None:
    found = read_automatic(texts, language)
    assert found is not None
    assert found[0] is role


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Hej, du taler med Jonas.", "Jeg stiller dig om til en medarbejder i regnskab."], Language.DA),
        (
            [
                "I had left the chat open and you just closed it on me, after which I waited another hour for someone "
                "to answer, and then another one, and nobody ever came back to me about it."
            ],
            Language.EN,
        ),
        (["Your bot is useless."], Language.EN),
        (["(griner) nej det gør ikke noget"], Language.DA),
        ([], Language.EN),
    ],
)
def test_people(texts: list[str], language: Language) -> None:
    assert read_automatic(texts, language) is None
