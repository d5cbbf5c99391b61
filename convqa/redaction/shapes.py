"""What words look like that companies and things are called, and few people."""

from __future__ import annotations

import re

from convqa.redaction.lexicon import vocabularies
from convqa.redaction.wordlist import words

__all__ = ["is_company_shaped", "is_compound"]

_INNER_CAPITAL = re.compile(r"(?!Ma?c)[^\W\d_]{2,}(?<=[a-zà-öø-ÿ])[A-ZÆØÅÄÖ]")
# Nouns in the definite form, of deeds and departments, and trades end so ("Kære Pakkehjulet", "Mvh Elektrobua").
_THING_END = re.compile(
    r".{4,}(?:(?<!s)en|ssen|et|erne|ene|ane|arna|orna|service|support|bank|shop|butik|linje|linjen|tele|senter|center"
    r"|tion|sjon|ning|ling|heder|heten|skab|skap|midler|afdeling|avdeling|avdelning|selskab|selskap|bolag|forening"
    r"|team|drift|adm|bua|stua|kassa|klokka|glede|glæde|hytter|stugor|verk|værk|vask|post|pakke|trafik|trafikk|skinne"
    r"|bane|kraft|energi|strøm|varme|värme|luft|flytt|hjelpa|hjälpen|rejser|reiser|resor|forsikring|försäkring|pension"
    r"|pensjon|sky|klik|klikk|lyst|nett?|huset|hjem|hem|apotek|bolig|bostad|bygg|byg|bud|ade|ede)$"
)
MIN_COMPOUND, MIN_PART = 7, 3
# Words that names end in: "Kolding" is no compound, nor is "Luckman".
_NAME_ENDS = frozenset(
    words(
        "bar berg borg dal dahl den dom ens feldt gård heim het holm ing ink land lig lind lund man mann rud sen ska "
        "som son stad sted ten vik wen zen"
    )
)


def is_company_shaped(text: str, word: str) -> bool:
    """Whether a word is a company's, a thing or a deed by its shape ("LedgerLoom", "Pakkehjulet").

    Args:
        text: the word as it stands.
        word: the same in lower case.
    """
    return _INNER_CAPITAL.match(text) is not None or _THING_END.match(word) is not None


def is_compound(word: str) -> bool:
    """Whether a word in lower case is two ordinary ones joined ("fiberfjord", "shelfway")."""
    cuts = range(MIN_PART, len(word) - MIN_PART + 1) if len(word) >= MIN_COMPOUND else ()
    return any(
        word[:cut] in known and word[cut:] in known and word[cut:] not in _NAME_ENDS
        for cut in cuts
        for known in vocabularies()
    )
