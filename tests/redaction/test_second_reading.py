"""What was said, read as it is written: numbers, codes, mail addresses and user names in words, with near misses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.conversation import Language
from convqa.redaction.find import find
from convqa.redaction.finders.spelled import find_spelled_names
from convqa.redaction.findings import SEPARATOR, Finding, Kind, read
from convqa.redaction.mails import find_said_mails, find_said_user_names
from convqa.redaction.said import find_stretches
from convqa.redaction.view import Piece, make_view

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


def found(language: Language, text: str) -> list[tuple[str, Kind]]:
    reading = read(text.split(SEPARATOR), language)
    return [(reading.text[f.start : f.end], f.kind) for f in find(reading)]


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        (DA, "nul fire nul seks femogfyrre tres", ["04064560"]),
        (DA, "fem og fyrre syv og så otte", ["4578"]),
        (DA, "fem øh og fyrre syv", ["5407"]),
        (DA, "fire hundrede og tolv, ni", ["4129"]),
        (DA, "hundrede og tre fire", ["1034"]),
        (DA, "dobbelt syv fire fem", ["7745"]),
        (DA, "to hundrede be fire", ["200B4"]),
        (DA, "be kå fire fem seks", ["BK456"]),
        (DA, "psl syv to otte", ["PSL728"]),
        (DA, "fra syv to otte", ["728"]),
        (DA, "fire fem i seks syv otte", ["678"]),
        (DA, "en to", []),
        (DA, "a b c d", []),
        (DA, "toogtyve tolv", ["2212"]),
        (NB, "treogfemti tjuefem tjue fem", ["532525"]),
        (NN, "sju ein null", ["710"]),
        (SV, "åttahundraelva nolla tre", ["81103"]),
        (SV, "tjugofem trettiåtta nie", ["25389"]),
        (EN, "triple nine double oh", ["99900"]),
        (EN, "twenty-five twenty six oh", ["25260"]),
        (EN, "seven dash", []),
        (EN, "dash one two three dash", ["123"]),
        (EN, "one two three plus", ["123"]),
        (EN, "it's one two three", ["123"]),
        (EN, "p w three nine six a", ["PW396A"]),
        (EN, "d c eight six m m e i", ["DC86MME"]),
        (EN, "a b one two ktr", ["AB12KTR"]),
        (EN, "t d five x j eight", ["TD5XJ8"]),
        (EN, "g b four four west one two three four", ["GB44WEST1234"]),
        (EN, "g b four four, west. one two three four", ["GB44", "1234"]),
        (EN, "nine one west three four five", ["345"]),
        (EN, "one two dot three four dot five dot six", ["12.34.5.6"]),
        (EN, "one two dot three four", ["1234"]),
        (EN, "two march nineteen forty four", ["2 march 1944"]),
        (EN, "march two nineteen forty four", [" march 2 1944"]),
        (EN, "march two", []),
        (EN, "march two thousand and two three four five six", ["23456"]),
        (EN, "march one two three four five six seven", [" march 123 4567"]),
        (EN, "march twenty five fifteen hundred", [" march 25 1500"]),
        (EN, "two hundred, twelve", ["20012"]),
        (DA, "tre gange nul, fire, syv", ["00047"]),
        (DA, "fem seks tre gange hundrede fire", ["563"]),
        (SV, "noll sju tre, dubbelsju, ett", ["073771"]),
        (DA, "fireogtyve 22 14 67", ["24221467"]),
        (DA, "22 fjorten 67 halvfems", ["22146790"]),
        (DA, "fireogtyve 22 14 67 kroner", []),
        (DA, "fire syv to en 45", ["4721"]),
        (DA, "en 22 14 67 22", []),
        (EN, "double", []),
        (EN, "four double", []),
        (EN, "one two three double", ["123"]),
        (EN, "may one two three", [" may 123"]),
    ],
)
def test_what_stretches_write(language: Language, text: str, written: list[str]) -> None:
    assert [stretch.written for stretch in find_stretches(read([text], language))] == written


@pytest.mark.parametrize(
    ("language", "text", "mail"),
    [
        (DA, "den er lene punktum holm snabel a post punktum dk", "lene punktum holm snabel a post punktum dk"),
        (
            DA,
            "skriv til lene fireogtyve at hav bindestreg by prik dk tak",
            "lene fireogtyve at hav bindestreg by prik dk",
        ),
        (DA, "j punktum holm krøllalfa firma a punktum d k", "j punktum holm krøllalfa firma a punktum d k"),
        (DA, "lene.holm snabel a post.dk", "lene.holm snabel a post.dk"),
        (NB, "per understrek ås krøllalfa epost punktum no", "per understrek ås krøllalfa epost punktum no"),
        (SV, "mejlen är nils streck ek snabel a sol och hav punkt se", "nils streck ek snabel a sol och hav punkt se"),
        (EN, "it's s r underscore dale at mail dot co dot uk okay", "s r underscore dale at mail dot co dot uk"),
        (EN, "j dale at gmail com please", "j dale at gmail com"),
        (EN, "write to zorvik thalen at mail dot com", "zorvik thalen at mail dot com"),
        (EN, "a nine at mail dot com", "nine at mail dot com"),
        (EN, "j dale at mail dot com dot then we", "j dale at mail dot com"),
        (EN, "underscore lene at mail dot com", "lene at mail dot com"),
        (EN, "hello .lene at mail dot com", "lene at mail dot com"),
        (EN, "hello. lene at mail dot com", "lene at mail dot com"),
        (EN, "the four lene at mail dot com", "lene at mail dot com"),
        (EN, "five four r at mail dot com", "five four r at mail dot com"),
        (EN, "it's tom and jean all one word at mail dot org", "tom and jean all one word at mail dot org"),
        (DA, "den er p som i peter lund at mail dot dk", "p som i peter lund at mail dot dk"),
        (EN, "lou, dot, dale, at, mail, dot, com", "lou, dot, dale, at, mail, dot, com"),
        (EN, "write i lene at mail dot com", "lene at mail dot com"),
        (EN, "see you at the station. no problem", None),
        (EN, "see you at one, two, three, no four, five, six or seven dot com", None),
        (EN, "see you at firma. then mail dot com", None),
        (EN, "see you at firma dot dot com", None),
        (EN, "at mail dot com", None),
        (EN, "look at the notes and then and there it was and now dot com", None),
        (EN, "look at dot com", None),
        (DA, "betalt for at slippe. De 300 kr.", None),
    ],
)
def test_mail_addresses_in_words(language: Language, text: str, mail: str | None) -> None:
    reading = read([text], language)
    spans = [reading.text[pieces[0].start : pieces[-1].end] for pieces in find_said_mails(reading)]
    assert spans == ([mail] if mail else [])
    mails = [value for value, kind in found(language, text) if kind is Kind.EMAIL]
    assert mail is None or any(mail in value for value in mails)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        (DA, "brugernavnet er yusuf understreg holm", "yusuf understreg holm"),
        (DA, f"hvad er dit brugernavn{SEPARATOR}det er ingrid otte ni tror jeg", "ingrid otte ni"),
        (EN, "my username is lene underscore seven", "lene underscore seven"),
        (EN, "my username is underscore", None),
        (EN, "my username, there are two of them", None),
        (DA, "et brugernavn, en vurdering en", None),
        (DA, "brugernavn: saml 2.0", None),
        (NB, "brukarnamnet er c obi null en", "c obi null en"),
        (NB, "brukernavnet er i obi null", "obi null"),
    ],
)
def test_user_names_in_words(language: Language, text: str, name: str | None) -> None:
    reading = read(text.split(SEPARATOR), language)
    assert {reading.text[start:end] for start, end in find_said_user_names(reading)} == ({name} if name else set())


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        (DA, "cpr er fjorten nul seks nioghalvfjerds toogtyve fireogfirs", Kind.ID_NUMBER),
        (EN, "card four one one one one one one one one one one one one one one one", Kind.CARD),
        (NB, f"hva er registreringsnummeret{SEPARATOR}e k fire en åtte sju sju", Kind.PLATE),
        (
            SV,
            f"kan jag få kundnumret{SEPARATOR}ögonblick{SEPARATOR}ja{SEPARATOR}fyra fyra ett sju",
            Kind.CUSTOMER_NUMBER,
        ),
        (EN, "my passport number is five one two three four five six seven eight", Kind.PASSPORT),
        (EN, "the address is one two dot three four dot five dot six", Kind.IP),
        (EN, "born on two march nineteen forty four", Kind.BIRTH_DATE),
        (NN, "ring meg på femtisju åttito null null trettitri", Kind.PHONE),
        (NN, "skilt s u tri tri ein null ni på bilen", Kind.PLATE),
        (NB, "saksnummer tjuetre skråstrek fem fem en åtte", Kind.CASE_NUMBER),
        (SV, "ärendenumret är snedstreck tjugotre snedstreck fem fem ett åtta snedstreck", Kind.NUMBER),
        (DA, "cpr er nul syv nul to seksoghalvtreds og så øh syv otte tre to", Kind.ID_NUMBER),
        (DA, "kortnummeret det starter med femogfyrre enoghalvfjerds", Kind.CARD),
        (EN, "the three on the back seven one four", Kind.CARD),
        (SV, f"vad är telefon{SEPARATOR}noll sju sju ingen aning", Kind.PHONE),
        (NB, f"hva er nummeret på saken{SEPARATOR}p fire null null tror jeg", Kind.CASE_NUMBER),
        (SV, "ordern är w s noll ett", Kind.NUMBER),
        (NB, "betalt med feil kid null null tre sju", Kind.ORDER),
        (EN, "d k five oh double oh four oh oh four four oh one one six two four three", Kind.ACCOUNT),
    ],
)
def test_the_finders_for_written_numbers_read_what_was_said(language: Language, text: str, kind: Kind) -> None:
    assert kind in [k for _, k in found(language, text)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "that's twelve ninety nine and eight ninety nine"),
        (EN, "twelve ninety nine and fourteen ninety nine"),
        (EN, "between nineteen ninety four and nineteen ninety six"),
        (NN, "nitten hundre, nitten hundre, tretten hundre"),
        (DA, "klokken ni nul fire og ni nul seks"),
        (DA, "nummeret klokken ni nul fire"),
        (DA, "elleve fire tretten tolv kroner"),
        (EN, "the number is nineteen ninety, nineteen"),
        (NB, "ordren kostet tolv femti og fire"),
        (NB, "bestillingen kommer null åtte femti"),
        (EN, "the phone is a t eight one five"),
        (EN, "the number is nineteen ninety"),
    ],
)
def test_amounts_times_and_years_in_words_stay(language: Language, text: str) -> None:
    assert [kind for _, kind in found(language, text)] in ([], [Kind.NUMBER])[: 2 if text.endswith("nineteen") else 1]


def test_a_number_inside_a_mail_is_of_the_mail() -> None:
    text = "lene en to tre fire fem seks syv snabel a post punktum dk"
    assert found(DA, text) == [(text, Kind.EMAIL)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is d o y l e", "d o y l e"),
        (f"navnet?{SEPARATOR}ja{SEPARATOR}S-O-L-V-E-I-G tak", "S-O-L-V-E-I-G"),
        (f"my mail is lost{SEPARATOR}d-o-y-l-e", "d-o-y-l-e"),
        ("d o y l e", None),
        ("name it u s b3", None),
        ("the name is y e s", None),
        (f"name{SEPARATOR}x{SEPARATOR}x{SEPARATOR}d o y l e", None),
    ],
)
def test_spelled_names(text: str, name: str | None) -> None:
    reading = read(text.split(SEPARATOR), EN)
    assert [reading.text[f.start : f.end] for f in find_spelled_names(reading)] == ([name] if name else [])


@given(
    st.lists(st.tuples(st.text("ab ", max_size=4), st.text("cd ", min_size=1, max_size=4), st.text("XY", max_size=3)))
)
def test_a_view_leads_back_to_what_was_read(parts: list[tuple[str, str, str]]) -> None:
    text, pieces = "", []
    for plain, said, written in parts:
        text += plain
        pieces.append((Piece(len(text), len(text) + len(said), written),))
        text += said
    reading = read([text], EN)
    view = make_view(reading, pieces)
    assert view.reading.text == "".join(plain + written for plain, _, written in parts)
    for start in range(len(view.reading.text)):
        back = view.back(Finding(start, start + 1, Kind.NUMBER, 0.5))
        assert (back is None) == (view.reading.text[start] not in "XY")
        if back:
            assert set(text[back.start : back.end]) <= set("cd ")


def test_a_finding_that_reaches_over_what_was_said_keeps_what_is_beside_it() -> None:
    reading = read(["nr. nul fire nul seks, tak"], DA)
    view = make_view(reading, [stretch.pieces for stretch in find_stretches(reading)])
    assert view.reading.text == "nr. 0406, tak"
    assert view.back(Finding(1, 11, Kind.NUMBER, 0.5)) == Finding(1, len("nr. nul fire nul seks, t"), Kind.NUMBER, 0.5)
    assert view.back(Finding(0, 3, Kind.NUMBER, 0.5)) is None
    assert view.back(Finding(9, 12, Kind.NUMBER, 0.5)) is None


def test_turns_far_from_what_was_said_are_left_out_of_the_view() -> None:
    reading = read([*["far away"] * 9, "nul fire nul seks", *["far away"] * 9], DA)
    view = make_view(reading, [stretch.pieces for stretch in find_stretches(reading)])
    assert view.reading.text.replace(SEPARATOR, "|") == "far away|far away|far away|far away|0406|"
    back = view.back(Finding(view.reading.text.index("0406"), view.reading.text.index("0406") + 4, Kind.NUMBER, 0.5))
    assert back is not None
    assert reading.text[back.start : back.end] == "nul fire nul seks"


@pytest.mark.slow
@pytest.mark.parametrize(
    "word",
    [
        "en ",
        "en og ",
        "lene at ",
        "at post punktum dk ",
        "a b ",
        "understreg a ",
        "hundrede ",
        "kundenummer? 4 ",
        f"cpr?{SEPARATOR}",
    ],
)
def test_long_messages_take_linear_time(word: str) -> None:
    text = word * (2_000_000 // len(word))
    began = time.process_time()
    find(read(text.split(SEPARATOR), DA))
    assert time.process_time() - began < 60
