"""Names that are an animal's, a thing's or an assistant's by the wording, and the people beside them."""

from __future__ import annotations

import pytest

from convqa.conversation import Language
from convqa.redaction.finders.person import find_people
from convqa.redaction.findings import SEPARATOR, Finding, Kind, read
from tests.redaction.people import found

DA, NB, NN, SV, EN = Language.DA, Language.NB, Language.NN, Language.SV, Language.EN


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # beside the word for the animal
        (DA, "Min gamle hund Otto halter. Giv Otto pillen, og hils Otto"),
        (DA, "Det er regningen for katten Felix."),
        (DA, "Hunden Otto er fem"),
        (NB, "Vår hund Otto er syk"),
        (NB, "Får hunden vår Otto bli med?"),
        (NN, f"Kva med katta Sofie?{SEPARATOR}Sofie er frisk"),
        (SV, "Min häst Elsa haltar. Elsas ben är ömt"),
        (EN, "Our old dog Oscar is limping. Bless Oscar, and Oscar's tail"),
        (EN, "Dog: Oscar. Age: four"),
        (EN, "Hello. My cat is Luna. Luna is four"),
        # called so
        (DA, f"Hunden hedder Otto og er syv{SEPARATOR}Klap Otto fra mig"),
        (DA, "Vi har fået en kat, hun hedder Sofie"),
        (DA, "en kanin der hedder Oskar"),
        (DA, "en hest ved navn Oskar"),
        (NB, "Kattungen er åtte uker gammel, heter Sofie"),
        (NB, "Hunden vår heter Otto"),
        (NN, "Vi fekk hund i går! Ho heiter Sofie, og Sofie søv"),
        (SV, "Vi har en ny valp 🐶 hon heter Elsa. Elsa är fyra månader"),
        (EN, "I sponsor a donkey called Dorothy. Dorothy is well"),
        (EN, "The cat's name is Oscar"),
        (EN, "it's a cat, he's called Oscar"),
        # said to be one
        (SV, f"Vem gäller det?{SEPARATOR}Viktor, en labrador. Viktor haltar"),
        (EN, "Ok. It's Dorothy, collie cross"),
        (EN, "Oscar is our old dog, and limping"),
        (SV, "Elsa är min katt."),
        # in reply
        (DA, f"Hvad hedder hunden?{SEPARATOR}otto. han er to"),
        (NN, f"Namnet på katten?{SEPARATOR}Sofie{SEPARATOR}Då er Sofie sikra"),
        (SV, f"Vad heter hunden?{SEPARATOR}Han heter Viktor"),
        (EN, f"And your dog's name?{SEPARATOR}It's Oscar"),
        # "den" and "it" is nobody
        (DA, "Vi har en skildpadde. Den hedder Oskar. Hils Oskar"),
        (NB, "Robotklipperen går. Den heter Oskar hos oss, og Oskar er flink"),
        (EN, "Which plan? It's called Oscar, and Oscar costs four pounds"),
        # goods
        (DA, f"Stolen Mogens, grøn.{SEPARATOR}En ny Mogens?"),
        (DA, "Jeg vil købe kjole »Alma« blå. Alma er udsolgt".replace("»", '"').replace("«", '"')),
        (SV, "Är soffa Elvira i lager?"),
        (EN, "How long is the Oscar velvet sofa? Oscar is sold out"),
        # assistants
        (DA, "Hej, jeg er Bo, din digitale hjælper. Bo svarer på alt"),
        (NB, "Hei! Jeg er Nora, bankens chatbot"),
        (EN, "Hi! I'm Dorothy, your virtual assistant"),
    ],
)
def test_a_name_of_an_animal_a_thing_or_an_assistant_is_nobodys(language: Language, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        # the word for an animal is not what is called so
        (DA, "Er det katten Mette passer?", ["Mette"]),
        (DA, "Min søn fik en kat, han hedder Oskar", ["Oskar"]),
        (SV, "Jag har hund och heter Elsa", ["Elsa"]),
        (EN, "My daughter has a horse, she is called Dorothy", ["Dorothy"]),
        (DA, f"Har du hund, og hvad er dit navn?{SEPARATOR}Mette", ["Mette"]),
        (NB, "Dette er Sofie, labradoren er syk", ["Sofie"]),
        (EN, "Hi Oscar, labrador food is sold out", ["Oscar"]),
        (EN, "The dog is Dorothy's", ["Dorothy"]),
        (EN, "Thanks Oscar, my dog, Rex, is ill", ["Oscar"]),
        (EN, "Oscar, labrador food is sold out", ["Oscar"]),
        # a person of that name, too
        (DA, f"Hunden hedder Otto{SEPARATOR}Du taler med Otto. Tak Otto", ["Otto", "Otto", "Otto"]),
        (SV, "Min katt Elsa är sjuk. Elsa Lindgren", ["Elsa", "Elsa Lindgren"]),
        # profiles, accounts and children are somebody's, and whom one knows already
        (DA, f"Er det en børneprofil?{SEPARATOR}Ja, den hedder Villads", ["Villads"]),
        (NB, "kontoen min, den heter Sofie", ["Sofie"]),
        (DA, "den hedder Alma, min konto. Alma kan ikke logge ind", ["Alma", "Alma"]),
        (DA, "min mand, den hedder Oskar", ["Oskar"]),
        (DA, "Hils Oskar. Den hedder Oskar", ["Oskar", "Oskar"]),
        (EN, "My mail? It's called oscar.smith@post.example, says Oscar", ["oscar", "Oscar"]),
        # somebody beside goods
        (DA, "Nej, ikke på sofaen Viggo", ["Viggo"]),
        (DA, "Er det stolen Mogens bestilte?", ["Mogens"]),
        (EN, "The sofa is for Oscar", ["Oscar"]),
        # who is no assistant, and who only speaks of one
        (DA, "Jeg er Bo, din kollega", ["Bo"]),
        (EN, "I'm Dorothy, the bot is broken", ["Dorothy"]),
    ],
)
def test_people_beside_animals_and_things(language: Language, text: str, names: list[str]) -> None:
    assert found(text, language) == names


def test_a_speaker_is_somebody_whatever_an_animal_is_called() -> None:
    assert found("Min hund Otto er syg", DA) == []
    assert found("Min hund Otto er syg", DA, ("otto",)) == ["Otto"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hunden hedder Zorbas. Hils Zorbas", []),
        ("Du taler med Zorbas. Hunden sover", ["Zorbas"]),
        ("Ses, Zorbas", ["Zorbas"]),
    ],
)
def test_what_is_an_animals_is_no_person_for_the_tagger(text: str, names: list[str]) -> None:
    start = text.index("Zorbas")
    tagged = Finding(start, start + len("Zorbas"), Kind.PERSON, 0.5)
    assert {text[one.start : one.end] for one in find_people(read([text], DA), tagged=[tagged])} == set(names)


def test_an_animal_tagged_with_its_kind_is_nobody() -> None:
    text = "Poor Mogens. Policy PQ 77, cat Mogens, vet Linfield."
    tagged = Finding(text.index("cat"), text.index("cat") + len("cat Mogens"), Kind.PERSON, 0.5)
    assert "cat" not in {text[one.start : one.end] for one in find_people(read([text], Language.EN), tagged=[tagged])}
