"""Made-up national numbers, cards and accounts, with right and with wrong check digits."""

from __future__ import annotations

from stdnum import iban as iban_rule
from stdnum import luhn

from convqa.conversation import Language
from training.pii.planted.chance import Chance

__all__ = ["account", "card", "iban", "national"]


def national(make: Chance, language: Language, right: bool) -> str:
    """A national number, of tax or social security in English, whose check rule (or shape) is right or wrong."""
    rng = make.rng
    if language is Language.EN:
        return make.fill(*(f"{a} ## ## ## C" for a in ("AB", "JK")), "PW######A") if right else make.fill("4##-##-####")
    if language is Language.SV:
        day, month, year = make.birth(rng.choice((0, 0, 60)))
        serial = make.digits(3)
        last = luhn.calc_check_digit(year + month + day + serial)
        century = rng.choice(("", "19"))
        gap = rng.choice(("-", " ", "") if century else ("-", " ", "", "+"))
        return f"{century}{year}{month}{day}{gap}{serial}{last if right else make.wrong(last)}"
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2)
    while True:
        day, month, year = make.birth(0 if language is Language.DA else rng.choice((0, 0, 40)))
        head = day + month + year + make.digits(3)
        if language is Language.DA:
            check = (11 - sum(int(a) * b for a, b in zip(head, weights, strict=True)) % 11) % 11
            if check < 10:
                last = str(check) if right else make.wrong(str(check))
                return head[:6] + rng.choice(("-", " ", "")) + head[6:] + last
            continue
        first = (11 - sum(int(a) * b for a, b in zip(head, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11) % 11
        weights_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
        second = (11 - sum(int(a) * b for a, b in zip(f"{head}{first}"[:10], weights_2, strict=True)) % 11) % 11
        if first < 10 and second < 10:
            last = str(second) if right else make.wrong(str(second))
            return f"{head[:6]}{rng.choice((' ', '', '-'))}{head[6:]}{first}{last}"


def card(make: Chance, _: Language, right: bool) -> str:
    """A card number whose last digit is right or wrong."""
    head = make.rng.choice("45") + make.digits(14)
    check = luhn.calc_check_digit(head)
    number = head + (check if right else make.wrong(check))
    groups = [number[at : at + 4] for at in range(0, 16, 4)]
    return (
        make.rng.choice((" ".join(groups), "-".join(groups), number))
        if right
        else make.rng.choice((" ".join(groups), "-".join(groups)))
    )


def account(make: Chance, language: Language) -> str:
    """A bank account as people of a country write it."""
    if language is Language.DA:
        return make.fill(
            "%### ##########", "%###-##########", "%###/##########", "%### konto ######%###", "%### #######"
        )
    if language is Language.SV:
        return make.fill("%###-# ### ### ###", "%### ### ### #", "%###, #######", "%###-#, ### ### ###", "%### #######")
    if language is Language.EN:
        return make.fill("##-##-## ########", "## ## ##, ########", "###### ########", "##-##-## #### ####")
    return make.fill("%###.##.#####", "%### ## #####") if make.rng.random() < 0.7 else _norwegian_account(make)


def _norwegian_account(make: Chance) -> str:
    while True:
        head = make.digits(10, "23456789")
        check = (11 - sum(int(a) * b for a, b in zip(head, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11) % 11
        if check < 10:
            return f"{head}{check}"


def iban(make: Chance, language: Language) -> str:
    """An IBAN, in three of ten cases with a wrong digit."""
    country, body = {
        Language.DA: ("DK", make.digits(14)),
        Language.NB: ("NO", make.digits(11)),
        Language.NN: ("NO", make.digits(11)),
        Language.SV: ("SE", make.digits(20)),
        Language.EN: ("GB", make.rng.choice(("MIDL", "WEST")) + make.digits(14)),
    }[language]
    number = country + str(iban_rule.calc_check_digits(f"{country}00{body}")) + body
    if make.rng.random() < 0.3:
        number = number[:-1] + make.wrong(number[-1])
    return make.rng.choice((number, " ".join(number[at : at + 4] for at in range(0, len(number), 4))))
