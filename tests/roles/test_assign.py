from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convqa.conversation import Channel, Language, Role, Speaker, Transcript, Utterance
from convqa.roles import RoleGuess, Roles, assign

AGENT, CUSTOMER, BOT, SYSTEM = Role.AGENT, Role.CUSTOMER, Role.BOT, Role.SYSTEM


def transcript(*said: tuple[str, str], channel: Channel | None = None, named: bool = True) -> Transcript:
    """Utterances of (name, text); the names are the speakers' names, or only keys where `named` is off."""
    names = dict.fromkeys(name for name, _ in said)
    return Transcript(
        id="t",
        source="t.txt",
        speakers=tuple(Speaker(key=name, name=name if named else None) for name in names),
        utterances=tuple(Utterance(speaker=name, text=text) for name, text in said),
        channel=channel,
    )


def roles_of(found: Roles) -> dict[str, Role]:
    return {key: guess.role for key, guess in found.guesses.items()}


TALKS = {
    Language.DA: (
        "Hej Lene, du taler med Jonas. Hvad kan jeg hjælpe dig med?",
        "Min pakke er ikke kommet, og jeg har ventet i tre uger.",
        "Det beklager jeg. Har du dit ordrenummer? Så sender jeg dig en ny.",
    ),
    Language.NB: (
        "Hei Lene, du snakker med Jonas. Hva kan jeg hjelpe deg med?",
        "Pakken min har ikke kommet, og jeg har ventet i tre uker.",
        "Det beklager jeg. Har du ordrenummeret ditt? Da sender jeg deg en ny.",
    ),
    Language.NN: (
        "Hei Lene, du snakkar med Jonas. Kva kan eg hjelpe deg med?",
        "Pakka mi er ikkje komen, og eg har venta i tre veker.",
        "Det beklagar eg. Har du ordrenummeret ditt? Då sender eg deg ei ny.",
    ),
    Language.SV: (
        "Hej Lene, du pratar med Jonas. Vad kan jag hjälpa dig med?",
        "Mitt paket har inte kommit, och jag har väntat i tre veckor.",
        "Det beklagar jag. Har du ditt ordernummer? Då skickar jag dig ett nytt.",
    ),
    Language.EN: (
        "Hi Lene, you're speaking to Jonas. How can I help you?",
        "My parcel hasn't arrived, and I've been waiting for three weeks.",
        "I'm sorry to hear that. What's your order number? I'll send you a new one.",
    ),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("first", "second"), [("Jonas", "Lene"), ("SPEAKER_00", "SPEAKER_01"), ("B", "A")])
def test_two_names_are_told_apart_by_wording(language: Language, first: str, second: str) -> None:
    welcome, problem, answer = TALKS[language]
    found = assign(transcript((first, welcome), (second, problem), (first, answer)), language)
    assert roles_of(found) == {first: AGENT, second: CUSTOMER}
    assert 0.7 < found.certainty <= 0.97


@pytest.mark.parametrize("language", Language)
def test_the_order_of_speaking_does_not_decide_where_wording_does(language: Language) -> None:
    welcome, problem, answer = TALKS[language]
    found = assign(transcript(("x", problem), ("y", welcome), ("y", answer), channel=Channel.PHONE), language)
    assert roles_of(found) == {"x": CUSTOMER, "y": AGENT}


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        ("Agent", "Customer"),
        ("Agent 1", "Caller"),
        ("Kundeservice", "Kunde"),
        ("kundtjänst", "Kund"),
        ("Rådgiver", "Borger"),
        ("Kundehandsamar", "Innringar"),
        ("Mette (Kundeservice)", "Lene"),
        ("AmazonHelp", "115712"),
        ("airline", "customer"),
        ("Telia Support", "Visitor 8812"),
        ("Jonas", "Kunden"),
    ],
)
def test_labels_name_the_role(agent: str, customer: str) -> None:
    found = assign(transcript((customer, "Hej"), (agent, "Hej"), (customer, "Ok")), Language.DA)
    assert roles_of(found) == {customer: CUSTOMER, agent: AGENT}
    assert found.certainty > 0.85


def test_a_label_outweighs_the_wording() -> None:
    welcome, problem, answer = TALKS[Language.EN]
    found = assign(transcript(("Customer", welcome), ("Agent", problem), ("Customer", answer)), Language.EN)
    assert roles_of(found) == {"Customer": CUSTOMER, "Agent": AGENT}


def test_the_stated_role_outweighs_all() -> None:
    said = transcript(("Agent", "How can I help you?"), ("Customer", "My order is late."))
    speakers = (replace(said.speakers[0], role=CUSTOMER), replace(said.speakers[1], role=AGENT))
    found = assign(replace(said, speakers=speakers), Language.EN)
    assert roles_of(found) == {"Agent": CUSTOMER, "Customer": AGENT}
    assert found.certainty == 1.0
    assert found.guesses["Agent"] == RoleGuess(role=CUSTOMER, certainty=1.0, reason="stated by the source")


@pytest.mark.parametrize(
    "speaker",
    [Speaker(key="K-77"), Speaker(key="two", name="K-77"), Speaker(key="two", name="Lene", identifier="K-77")],
)
def test_the_sources_customer_is_the_customer(speaker: Speaker) -> None:
    said = transcript(("one", "Hej"), (speaker.key, "Hej"))
    found = assign(replace(said, speakers=(said.speakers[0], speaker), customer="K-77"), Language.DA)
    assert found.role_of(speaker.key) is CUSTOMER
    assert found.role_of("one") is AGENT


def test_a_transfer_keeps_two_agents_apart() -> None:
    found = assign(
        transcript(
            ("Jonas", "Hej, du taler med Jonas. Hvad kan jeg hjælpe dig med?"),
            ("Lene", "Min regning er forkert, jeg har betalt to gange."),
            ("Jonas", "Det kan jeg se. Jeg stiller dig om til min kollega, der kan rette din regning."),
            ("Mette", "Goddag, du taler med Mette fra regnskab. Jeg retter din regning, så får du pengene på fredag."),
            ("Lene", "Tak for hjælpen, jeg er glad nu."),
        ),
        Language.DA,
    )
    assert roles_of(found) == {"Jonas": AGENT, "Lene": CUSTOMER, "Mette": AGENT}


def test_two_customers_are_possible() -> None:
    found = assign(transcript(("Agent", "Hej"), ("Kunde 1", "Hej"), ("Kunde 2", "Hej")), Language.DA)
    assert list(roles_of(found).values()) == [AGENT, CUSTOMER, CUSTOMER]


def test_a_bot_and_notices_stand_beside_the_people() -> None:
    found = assign(
        transcript(
            ("1", "Hej! Jeg er Bo, din digitale assistent. Skriv kort hvad det drejer sig om."),
            ("2", "Min pakke er væk, og jeg har ventet længe."),
            ("3", "[Samtalen stilles om]"),
            ("4", "Hej, du skriver med Jonas. Det beklager jeg. Har du dit ordrenummer, så finder jeg din pakke?"),
        ),
        Language.DA,
    )
    assert list(roles_of(found).values()) == [BOT, CUSTOMER, SYSTEM, AGENT]


def test_named_bots_and_notices() -> None:
    found = assign(
        transcript(("Chatbot", "Hej"), ("Lene", "Min pakke er væk"), ("action", "Account has been pulled up.")),
        Language.DA,
    )
    assert list(roles_of(found).values()) == [BOT, CUSTOMER, SYSTEM]


def test_a_person_who_speaks_of_a_bot_is_no_bot() -> None:
    found = assign(
        transcript(
            ("a", "Your chatbot could not help me, and my order is late."), ("b", "I'm sorry. I'll check it for you.")
        ),
        Language.EN,
    )
    assert roles_of(found) == {"a": CUSTOMER, "b": AGENT}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I ordered my shoes three weeks ago and I still haven't received my parcel. I want my money back.", CUSTOMER),
        ("Thank you for contacting us. I can see your order, and you will receive your refund within 5 days.", AGENT),
    ],
)
def test_one_speaker_alone_is_judged_by_wording(text: str, role: Role) -> None:
    found = assign(transcript(("x", text)), Language.EN)
    assert roles_of(found) == {"x": role}


def test_a_bot_alone_is_a_bot() -> None:
    assert roles_of(assign(transcript(("Bot", "Hej")), Language.DA)) == {"Bot": BOT}


def test_labels_without_a_customer_stay_as_they_are() -> None:
    found = assign(transcript(("Agent 1", "Hej"), ("Agent 2", "Hej")), Language.DA)
    assert list(roles_of(found).values()) == [AGENT, AGENT]


@pytest.mark.parametrize(
    ("channel", "opener"),
    [(Channel.PHONE, AGENT), (Channel.CHAT, CUSTOMER), (Channel.EMAIL, CUSTOMER), (Channel.SOCIAL, CUSTOMER)],
)
def test_the_channel_says_who_opens_where_words_say_nothing(channel: Channel, opener: Role) -> None:
    found = assign(transcript(("x", "Hallo"), ("y", "Hallo"), channel=channel), Language.DA)
    assert found.role_of("x") is opener
    assert found.role_of("y") is not opener
    assert found.certainty < 0.9


def test_without_any_evidence_both_sides_are_filled_and_nothing_is_claimed() -> None:
    found = assign(transcript(("x", "Hallo"), ("y", "Hallo")), Language.DA)
    assert sorted(roles_of(found).values()) == [AGENT, CUSTOMER]
    assert found.certainty == 0.5


def test_reasons_hold_nothing_of_the_conversation() -> None:
    said = transcript(
        ("Mette Holm (Kundeservice)", "Hej, du taler med Mette Holm"), ("Lene Friis", "Min sag om Rosenvej 4 er væk")
    )
    reasons = " ".join(guess.reason for guess in assign(said, Language.DA).guesses.values())
    for word in ("Mette", "Holm", "Lene", "Friis", "Rosenvej"):
        assert word.lower() not in reasons.lower()


def test_certainty_is_that_of_the_weakest_but_not_of_notices() -> None:
    def guess(role: Role, certainty: float) -> RoleGuess:
        return RoleGuess(role=role, certainty=certainty, reason="-")

    found = Roles(guesses={"a": guess(AGENT, 0.9), "b": guess(CUSTOMER, 0.8), "c": guess(SYSTEM, 0.6)})
    assert found.certainty == 0.8
    assert Roles(guesses={"c": guess(SYSTEM, 0.6)}).certainty == 0.6


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        assign(transcript(("x", "Hallo")), Language.DA).role_of("y")


def test_a_huge_message_and_ten_thousand_turns_are_read_in_part() -> None:
    welcome, problem, answer = TALKS[Language.EN]
    said = [("x", problem + " a" * 1_000_000), *[("y", welcome), ("x", problem), ("y", answer)] * 3333]
    assert roles_of(assign(transcript(*said), Language.EN)) == {"x": CUSTOMER, "y": AGENT}


def test_the_names_of_people_change_nothing() -> None:
    welcome, problem, answer = TALKS[Language.SV]
    pairs = [("Jonas", "Lene"), ("Fatima", "Ahmed"), ("Lene", "Jonas"), ("Nguyen", "Åse-Marie")]
    certainties = {assign(transcript((a, welcome), (b, problem), (a, answer)), Language.SV).certainty for a, b in pairs}
    assert len(certainties) == 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "c", "Kunde", "Bot"]), st.text(min_size=1, max_size=60)), min_size=1),
    st.sampled_from(Language),
    st.sampled_from([None, *Channel]),
)
def test_every_speaker_gets_a_role_and_both_sides_are_there(
    said: list[tuple[str, str]], language: Language, channel: Channel | None
) -> None:
    one = transcript(*said, channel=channel)
    found = assign(one, language)
    assert list(found.guesses) == [speaker.key for speaker in one.speakers]
    assert all(0.0 <= guess.certainty <= 1.0 for guess in found.guesses.values())
    assert found == assign(one, language)
    people = [role for role in roles_of(found).values() if role in (AGENT, CUSTOMER)]
    if len(people) > 1:
        assert set(people) == {AGENT, CUSTOMER} or BOT in roles_of(found).values()
