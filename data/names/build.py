"""Make the lexicons of `convqa.redaction` and `people.txt` from open name lists and the labelled corpus.

Needs the packages named in `sources.py` beside convqa; run from the repository root:

    python data/names/build.py

Writes `given.txt`, `family.txt`, `further.txt`, `words.txt`, `common.txt` and `organisations.txt` into
`convqa/redaction/lexicons/`, sorted, one entry a line, and `people.txt`, all names with
their tiers and origins, beside this file. `data/names/README.md` says where each entry
comes from.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from sources import FAMILY, GIVEN, NAME, every_entry

HERE = Path(__file__).parent
LEXICONS = HERE.parents[1] / "convqa/redaction/lexicons"
CORPUS = HERE.parent / "corpus"
GIVEN_LOCALES = tuple(
    "da_DK|no_NO|sv_SE|en_GB|en_US|en_IE|fi_FI|de_DE|pl_PL|tr_TR|en_IN|en_PK|hr_HR|lt_LT|lv_LV".split("|")  # noqa: SIM905
)
FAMILY_LOCALES = tuple("da_DK|no_NO|sv_SE|en_GB|en_US|en_IE|fi_FI|pl_PL|tr_TR|en_IN|en_PK|hr_HR".split("|"))  # noqa: SIM905
# Names of other origins: given names of these are taken for names beside a cue only, as family names are.
CUE_LOCALES = tuple(
    "vi_VN|ro_RO|sl_SI|cs_CZ|sk_SK|hu_HU|et_EE|es_ES|fr_FR|it_IT|nl_NL|pt_PT|fr_DZ|ig_NG|yo_NG|ha_NG|en_NG|en_KE|sw|zu_ZA"  # noqa: SIM905
    "|tw_GH|id_ID|uz_UZ|az_AZ".split("|")
)
MIN_CUE_NAME = 4
WORD = re.compile(r"[^\W\d_]+")
# Batches kept apart for the test of redaction give no words. Those that came later give none that are given names: with
# more text, more names would count as words.
HELD_OUT = frozenset(["a5", "f2", "p2", *(f"o{number}" for number in range(1, 9))])
LATER = frozenset(
    [
        "ibm2",
        *(f"k{number}" for number in range(1, 5)),
        *(f"{wave}{number}" for wave in "hlmn" for number in range(1, 9)),
    ]
)
MIN_CONVERSATIONS = 2


def locale_names(locale: str, kind: str) -> Iterator[str]:
    """Names of one Faker locale; `kind` is ``first_names`` or ``last_names``."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        if attribute.startswith(kind):
            yield from (name.strip() for name in getattr(provider, attribute))


def names(locales: tuple[str, ...], kind: str, extra: str) -> list[str]:
    """Lower-case names of the locales and of the hand-written file, sorted."""
    found = {name for locale in locales for name in locale_names(locale, kind)}
    found |= set((HERE / extra).read_text(encoding="utf-8").split())
    return sorted({name.lower() for name in found if NAME.fullmatch(name) and len(name.lower()) == len(name)})


def names_by_cue(plain: set[str]) -> set[str]:
    """Lower-case words of the names of `CUE_LOCALES` that are no ordinary words."""
    found: set[str] = set()
    for locale in CUE_LOCALES:
        for kind in ("first_names", "last_names"):
            found |= {part.lower() for name in locale_names(locale, kind) for part in name.split()}
    return {name for name in found if NAME.fullmatch(name) and len(name) >= MIN_CUE_NAME} - plain


def corpus_words(without: frozenset[str]) -> dict[str, set[str]]:
    """Word -> languages in which it stands in lower case outside marked personal data in several conversations."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for file in ("conversations.jsonl", "threads-ibm.jsonl"):
        for line in (CORPUS / file).read_text(encoding="utf-8").splitlines():
            conversation = json.loads(line)
            if conversation["id"].partition("-")[0] in without:
                continue
            marked = {word.lower() for mark in conversation.get("pii", ()) for word in WORD.findall(mark["text"])}
            words = {word for turn in conversation["turns"] for word in WORD.findall(turn["text"])}
            seen[conversation["language"]].update(word for word in words if word.islower() and word not in marked)
    result: dict[str, set[str]] = defaultdict(set)
    for language, counts in seen.items():
        for word, count in counts.items():
            if count >= MIN_CONVERSATIONS:
                result[word].add(language)
    return result


def words() -> list[str]:
    """Lines ``word languages``: ordinary words of the corpus and names that are also words."""
    languages = corpus_words(HELD_OUT | LATER)
    for name in names_in_lower_case():
        languages.pop(name, None)
    for line in (HERE / "words_extra.txt").read_text(encoding="utf-8").splitlines():
        language, _, entries = line.partition(": ")
        for word in entries.split():
            languages[word].add(language)
    return lines(languages)


def common(given: set[str]) -> list[str]:
    """Lines ``word languages``: ordinary words of all the corpus that may be read, none of them a given name."""
    languages = corpus_words(HELD_OUT)
    return lines({word: languages[word] for word in languages.keys() - given - names_in_lower_case()})


def names_in_lower_case() -> set[str]:
    """Names that the corpus leaves unmarked in lower case."""
    return set((HERE / "names_in_lower_case.txt").read_text(encoding="utf-8").split())


def lines(languages: dict[str, set[str]]) -> list[str]:
    """Lines ``word languages``, sorted."""
    for entry in languages.values():
        if "nb" in entry or "nn" in entry:  # the two written forms of Norwegian are mixed freely
            entry |= {"nb", "nn"}
    return [f"{word} {' '.join(sorted(languages[word]))}" for word in sorted(languages)]


def people(given: list[str], family: list[str]) -> list[str]:
    """Lines ``name given-tier family-tier origins``, tabs between; tier 1 is what the lexicons hold."""
    tiers: dict[str, dict[str, int]] = defaultdict(dict)
    origins: dict[str, set[str]] = defaultdict(set)
    for entry in every_entry():
        tiers[entry.name][entry.kind] = 2
        if entry.origin:
            origins[entry.name].add(entry.origin)
    for kind, names in ((GIVEN, given), (FAMILY, family)):
        for name in names:
            tiers[name][kind] = 1
    return [
        "\t".join(
            (name, str(tiers[name].get(GIVEN, 0)), str(tiers[name].get(FAMILY, 0)), " ".join(sorted(origins[name])))
        )
        for name in sorted(tiers)
    ]


def further(lines: list[str], plain: set[str]) -> list[str]:
    """The given names of tier 2 that are long enough and no ordinary words, from the lines of `people.txt`."""
    rows = (line.split("\t") for line in lines)
    return [name for name, given, *_ in rows if given == "2" and len(name) >= MIN_CUE_NAME and name not in plain]


def write(path: Path, lines: list[str]) -> None:
    """Write one list."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    given = names(GIVEN_LOCALES, "first_names", "given_extra.txt")
    write(LEXICONS / "given.txt", given)
    plain = words()
    write(LEXICONS / "words.txt", plain)
    rest = common(set(given))
    write(LEXICONS / "common.txt", rest)
    by_cue = names_by_cue({line.partition(" ")[0] for line in plain})
    family = sorted({*names(FAMILY_LOCALES, "last_names", "family_extra.txt"), *by_cue})
    write(LEXICONS / "family.txt", family)
    entries = (HERE / "organisations.txt").read_text(encoding="utf-8").split()
    organisations = sorted({name.lower().replace("_", " ") for name in entries})
    write(LEXICONS / "organisations.txt", organisations)
    everyone = people(given, family)
    write(HERE / "people.txt", everyone)
    towns = (LEXICONS / "towns.txt").read_text(encoding="utf-8").split()
    ordinary = {line.partition(" ")[0] for line in (*plain, *rest)}
    regions = (HERE / "regions.txt").read_text(encoding="utf-8").lower().split()
    write(LEXICONS / "further.txt", further(everyone, {*ordinary, *organisations, *towns, *regions}))
