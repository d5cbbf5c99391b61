"""What a mail quotes is cut; what its writer wrote never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.ingest.mail import folded, own_words

QUOTED = "Hej, tak for din besked. Vi sender en ny router i morgen tidlig."
EARLIER = folded(QUOTED)
BLOCKS = (
    "From: Support <a@b.example>\nSent: 3 March 2026 10:15\nTo: Kim\nSubject: RE: Router",
    "Fra: Support <a@b.example>\nSendt: 3. marts 2026 10:15\nTil: Kim\nEmne: SV: Router",
    "**Fra:** Support <a@b.example>\n**Dato:** 3. mars 2026\n**Til:** Kim\n**Emne:** SV: Ruter",
    "*Från:* Support <a@b.example>\n\n*Skickat:* den 3 mars 2026 10:15\n\n*Till:* Kim\n\n*Ämne:* SV: Router",
    "Frå: Support <a@b.example>\nSendt: 3. mars 2026 10:15\nTil: Kim\nEmne: SV: Ruter",
)
HEADS = (
    "On Tue, 3 Mar 2026 at 10:15, Support <a@b.example> wrote:",
    "On Tue, 3 Mar 2026 at 10:15, Support Team of the Whole Company\n<a@b.example> wrote:",
    "Den tirs. 3. mar. 2026 kl. 10.15 skrev Support <a@b.example>:",
    "Den tirs. 3. mar. 2026 kl. 10.15 skrev Support\n<a@b.example>:",
    "tir. 3. mar. 2026 kl. 10:15 skrev Support <a@b.example>:",
    "tysdag 3. mars 2026 kl. 10:15 skreiv Support <a@b.example>:",
    "Den tis 3 mars 2026 kl 10:15 skrev Support <a@b.example<mailto:a@b.example>>:",
    "3. mar. 2026 kl. 10.15 skrev Support <a@b.example>:",
    "Support <a@b.example> skrev den 3. mar. 2026 kl. 10.15:",
)
MARKS = (
    "##- Please type your reply above this line -##",
    "##- Skriv dit svar over denne linje -##",
    "## - Ange ditt svar ovanför denna rad - ##",
    "##- Skriv svaret ditt over denne linjen -##",
    "> ##- Please type your reply above this line -##",
    "Please type your reply above this line",
    "--- Skriv ditt svar ovanför den här raden ---",
)
ORIGINALS = (
    "-----Original Message-----",
    "-----Oprindelig meddelelse-----",
    "----- Opprinnelig melding -----",
    "-----Ursprungligt meddelande-----",
)


@pytest.mark.parametrize("head", [*HEADS, *BLOCKS, *MARKS, *ORIGINALS])
def test_what_is_below_a_head_is_cut(head: str) -> None:
    assert own_words(f"Tak, men det hjalp ikke.\nHvad nu?\n\n{head}\n\n{QUOTED}\n") == (
        "Tak, men det hjalp ikke.\nHvad nu?",
        True,
    )


@pytest.mark.parametrize("head", [*HEADS, "Den 3. mar. 2026 kl. 10.15 skrev Support:", "Den 03-03-2026 skrev Support:"])
def test_answers_between_and_under_quoted_lines_stay(head: str) -> None:
    text = f"Hej\n\n{head}\n\n> Virker den?\n> \n\n> Lyser den?\nNej.\n\nVenlig hilsen"
    assert own_words(text) == ("Hej\n\nNej.\n\nVenlig hilsen", True)
    assert own_words(f"{head}\n> Virker den?\nNej.") == ("Nej.", True)
    assert own_words(f"{head}\n> Virker den?") == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "Den 3. maj 2026 kl. 10.15 skrev I:\nPakken kommer i morgen.\nMen den er ikke kommet.",
        "Hej\nJeg skrev til <a@b.example>. De svarer ikke, og derfor skriver jeg:\nHvor er min ordre?",
        "Hej\nKan du se, hvad jeg skrev i går, til <a@b.example>:\nHvor er min ordre?",
        "Hej\nDen 3. maj 2026 skrev jeg til <a@b.example>:\nHvor er min ordre?",
        "Hej\nDen 3. maj 2026 skrev min kone til <a@b.example>:\nHvor er min ordre?",
        "Hej\nOn 3 May 2026 I wrote to <a@b.example>:\nWhere is my order?",
        "Hej\nDen 3. maj 2026 skrev Support <a@b.example> til mig, og det passer ikke:\nPakken er her.",
        "Hej\nMin kone <a@b.example> skrev i går:\nHvor er min ordre?",
        "Hej\nJeg skrev:\nHvor er min ordre?",
        "Hej\nFra: Oslo\nTil: Bergen\nDato: 3. mai\nEmne: ingenting\n\nEr det plass til en hund?",
        "Hej\nFra: a@b.example\nTil: c@b.example\n\nHvem af dem er jeres?",
        "Gå til:\n> Indstillinger\n> Netværk\n> Wifi",
        "> 5 GB er brugt\nHvordan kan det være?",
        "Jeg kan ikke skrive over denne linje, skriv dit svar under den.",
        "##- 12 -##",
        "-----\nOriginal Message\n-----\nDet stod der i mailen.",
        "Hej\n---\nMin ordre er væk.\n---",
        "On the phone you wrote down my number 2026 times:\nwhy?",
        "",
        "   \n ",
    ],
)
def test_ones_own_words_are_never_cut(text: str) -> None:
    assert own_words(text) == (text, False)


@pytest.mark.parametrize("head", [*HEADS, *BLOCKS, *ORIGINALS])
def test_a_mail_that_is_only_passed_on_stays(head: str) -> None:
    text = f"{head}\n\n{QUOTED}"
    assert own_words(text) == (text, False)


def test_a_mark_with_nothing_above_goes_and_what_is_below_it_stays() -> None:
    assert own_words(f"{MARKS[0]}\n\nJeg svarer herunder.") == ("Jeg svarer herunder.", True)


@pytest.mark.parametrize(
    "text",
    [
        f"Tak!\n> {QUOTED}\nHilsen",
        "Tak!\n> Hej, tak for din besked.\n> Vi sender en ny\n> router i morgen tidlig.\nHilsen",
        f"Tak!\nHilsen\nDen 3. marts 2026 kl. 10.15 skrev Support:\n\n{QUOTED}",
    ],
)
def test_what_was_written_before_in_the_thread_is_a_quote(text: str) -> None:
    assert own_words(text, EARLIER) == ("Tak!\nHilsen", True)
    assert own_words(text) == (text, False)


def test_a_line_before_a_head_is_not_joined_to_it() -> None:
    text = f"Den 1. mar. 2026 købte jeg den.\n{HEADS[2]}\n\n{QUOTED}"
    assert own_words(text) == ("Den 1. mar. 2026 købte jeg den.", True)


@given(st.text(alphabet="ab>:\n -#@<.3", max_size=120), st.text(max_size=40))
def test_what_stays_are_lines_of_the_mail(text: str, earlier: str) -> None:
    found = own_words(text, folded(earlier))
    lines = [line.strip() for line in text.split("\n")]
    assert all(line.strip() in lines for line in found.text.split("\n") if line.strip())
    assert found.cut or found.text == text


@pytest.mark.parametrize(
    "line",
    [
        ">a\n",
        "> \n\n",
        "Fra: a@b\n",
        "Den 3. mar. 2026\n",
        "Den 3. mar. 2026 skrev a:\n",
        "##- ",
        "-",
        "skrev:",
        "\n",
        "> ",
    ],
)
def test_two_megabytes_take_no_longer_than_their_length(line: str) -> None:
    text = "Hej\n" + line * (2_000_000 // len(line))
    began = time.process_time()
    own_words(text, "b" * 50_000)
    assert time.process_time() - began < 20
