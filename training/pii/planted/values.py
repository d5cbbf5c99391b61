"""Made-up personal numbers of every kind, in the shapes of five languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from convqa.conversation import Language
from training.pii.planted.chance import Chance
from training.pii.planted.payment import account, card, iban, national

__all__ = ["MAKERS"]

MONTHS = {
    Language.DA: "januar februar marts april maj juni juli august september oktober november december",
    Language.NB: "januar februar mars april mai juni juli august september oktober november desember",
    Language.NN: "januar februar mars april mai juni juli august september oktober november desember",
    Language.SV: "januari februari mars april maj juni juli augusti september oktober november december",
    Language.EN: "January February March April May June July August September October November December",
}
GIVEN = "lene jonas solveig karim ingrid tuan agnes peder fatima sven nora oluf hedda yusuf maja torkil elsie rhys"
FAMILY = "holm nordby lindqvist haddad vestergaard nguyen aasen berglund thorpe whitlock dale skov rask ekdahl"
DOMAINS = {
    Language.DA: ("post.dk", "gmail.com", "hav-og-sol.dk", "minmail.dk"),
    Language.NB: ("online.no", "gmail.com", "fjell-by.no", "epost.no"),
    Language.NN: ("online.no", "gmail.com", "fjord-bygd.no", "epost.no"),
    Language.SV: ("post.se", "gmail.com", "sol-och-hav.se", "mejl.se"),
    Language.EN: ("gmail.com", "mail.co.uk", "sea-and-sun.com", "outlook.com"),
}


def phone(make: Chance, language: Language) -> str:
    if language is Language.SV:
        return make.fill(
            "07#-### ## ##", "07# ### ## ##", "07########", "+46 7# ### ## ##", "08-### ## ##", "0### ## ## ##"
        )
    if language is Language.EN:
        return make.fill(
            "07### ######", "07#########", "+44 7### ######", "(%##) ###-####", "020 #### ####", "01### ######"
        )
    if language is Language.DA:
        return make.fill(
            "%# ## ## ##", "%#######", "%### ####", "+45 %# ## ## ##", "%#-##-##-##", "%## ## ###", "+45%#######"
        )
    return make.fill("9# ## ## ##", "4#######", "9## ## ###", "+47 4## ## ###", "+479#######", "%# ## ## ##")


def email(make: Chance, language: Language) -> str:
    given, family = make.rng.choice(GIVEN.split()), make.rng.choice(FAMILY.split())
    local = make.rng.choice(
        (
            f"{given}.{family}",
            f"{given}_{family}",
            f"{given}-{family}",
            f"{given}{make.digits(2, '123456789')}",
            f"{given}.{family}{make.digits(2, '123456789')}",
            f"{given[0]}.{family}",
            given,
        )
    )
    return f"{local}@{make.rng.choice(DOMAINS[language])}"


def ip(make: Chance, _: Language) -> str:
    return ".".join(str(make.rng.randint(11, 250)) for _ in range(4))


def passport(make: Chance, language: Language) -> str:
    if language is Language.DA:
        return make.fill("20#######", f"{make.letters(2)}#######")
    if language is Language.EN:
        return make.fill("5########", f"{make.letters(1)}########")
    return (
        make.fill("########", f"{make.letters(2)}#######")
        if language is Language.SV
        else make.fill("2#######", f"{make.letters(3)}######")
    )


def plate(make: Chance, language: Language) -> str:
    if language is Language.DA:
        return make.fill(*(make.letters(2) + shape for shape in (" ## ###", "#####", " #####")))
    if language is Language.SV:
        return make.fill(*(make.letters(3) + shape for shape in (" ###", "###", " ##" + make.letters(1))))
    if language is Language.EN:
        return make.fill(*(make.letters(2) + "##" + gap + make.letters(3) for gap in (" ", "")))
    return make.fill(*(make.letters(2) + shape for shape in (" %####", "%####")))


def birth(make: Chance, language: Language) -> str:
    day, month, year = make.rng.randint(1, 28), make.rng.randint(1, 12), make.rng.randint(1940, 2003)
    name = MONTHS[language].split()[month - 1]
    if language is Language.EN:
        return make.rng.choice((f"{day} {name} {year}", f"{name} {day}, {year}", f"{day:02}/{month:02}/{year}"))
    if language is Language.SV:
        return make.rng.choice(
            (f"{year}-{month:02}-{day:02}", f"{day} {name} {year}", f"{year % 100:02}{month:02}{day:02}")
        )
    return make.rng.choice(
        (f"{day}. {name} {year}", f"{day:02}.{month:02}.{year}", f"{day:02}.{month:02}.{year % 100:02}")
    )


def username(make: Chance, _: Language) -> str:
    given, family = make.rng.choice(GIVEN.split()), make.rng.choice(FAMILY.split())
    return make.rng.choice(
        (
            f"{given}_{family}",
            f"{given}{make.digits(2, '123456789')}",
            f"{given}_{make.digits(2, '123456789')}",
            f"{given}.{family}",
        )
    )


def order(make: Chance, _: Language) -> str:
    return make.fill(
        "%#####",
        "%####",
        f"{make.letters(1)}-####",
        f"{make.letters(2)}######",
        "%##-####",
        f"{make.letters(2)}-#####",
    )


def customer(make: Chance, _: Language) -> str:
    return make.fill("%#####", "%###", "K-#####", "%## ###", "%########", f"{make.letters(1)}%####")


def booking(make: Chance, _: Language) -> str:
    return make.fill(
        f"{make.letters(2)}%{make.letters(2)}#",
        "%######",
        f"{make.letters(3)}###",
        "R-####",
        f"{make.letters(1)}#{make.letters(1)}###",
    )


MAKERS: Mapping[str, Callable[[Chance, Language], str]] = {
    "national ok": lambda make, language: national(make, language, True),
    "national bad": lambda make, language: national(make, language, False),
    "card ok": lambda make, language: card(make, language, True),
    "card bad": lambda make, language: card(make, language, False),
    "account": account,
    "iban": iban,
    "phone": phone,
    "email": email,
    "ip": ip,
    "passport": passport,
    "plate": plate,
    "birth": birth,
    "username": username,
    "order": order,
    "customer": customer,
    "booking": booking,
}
"""What makes a value of a kind; "ok" passes its check rule, "bad" does not."""
