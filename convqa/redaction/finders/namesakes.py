"""Names that are an animal's, a thing's or an assistant's: "min hund Bella", "stolen Mogens", "jeg er Bo, din robot".

Wherever else such a name stands, it is nobody's. A name that is given up here may be a person's, so only wordings
count that say so outright, and none where the conversation calls a person so too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from convqa.conversation import Language
from convqa.redaction.finders.cues import RELATIVES, Cue
from convqa.redaction.finders.tokens import Tokens
from convqa.redaction.findings import Reading
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_namesakes"]

_THE_ANIMAL = words(
    "hunden valpen hvalpen bikkja bikkjen tispa tispen tæven hyndan tiken vovsen katten katta kissen kisse missen "
    "pusen killingen kattungen kattunga kaninen kanina hesten hästen føllet fölet ponnien ponnyn hoppa hoppen hingsten "
    "vallaken merra geiten marsvinet hamsteren hamstern undulaten papegøjen papegøyen papegoja papegojan skildpadden "
    "skilpadda sköldpaddan labradoren labradorn puddelen pudeln schæferen schäfern mopsen gravhunden taxen terrieren "
    "terriern"
)
_BREEDS = words(
    "labrador retriever puddel pudel schæfer schäfer collie spaniel cockerspaniel terrier gravhund tax beagle corgi "
    "bulldog mops pug dachshund cockapoo cavapoo labradoodle poodle whippet greyhound lurcher rottweiler chihuahua "
    "husky malteser bichon cavalier dalmatiner dalmatian schnauzer setter vizsla staffy alsatian elghund elkhund "
    "jämthund perser siameser siamese ragdoll skogkatt huskat huskatt"
)
_ANIMALS = frozenset((*_THE_ANIMAL, *_BREEDS)) | frozenset(
    words(
        "hund hundens valp valpens hvalp hvalpens vovse vovve tispe tæve tik hanhund hannhund kat katt katte kattens "
        "killing kattunge hankat hunkat hankatt kanin kaninens hest hestens häst hästens føl föl ponni ponny pony "
        "hingst vallak hoppe merr geit get marsvin hamster undulat papegøje papegøye papegoja skildpadde skilpadde "
        "sköldpadda dog dog's pup puppy puppy's hound cat cat's kitten kitten's kitty rabbit rabbit's bunny horse "
        "horse's mare gelding stallion foal donkey goat lamb budgie parrot cockatiel gerbil ferret tortoise hedgehog"
    )
)
_GOODS = words(
    "sofa soffa stol lænestol lenestol fåtölj spisebord matbord sofabord soffbord lampe lampa seng säng madras madrass "
    "skab skap skåp reol hylde hylle hylla kommode byrå skænk skjenk skänk vitrine vitrin gardin tæppe teppe matta "
    "spejl speil spegel kjole klänning bluse blus skjorte skjorta jakke jacka frakke kåpe kappa bukser bukse byxor "
    "støvle støvler stövlar taske veske väska dukke docka bamse nalle telt tält barnevogn barnvagn skærm skjerm skärm"
)
_THE_GOODS = words(
    "sofaen soffan stolen lænestolen lenestolen fåtöljen bordet lampen lampan sengen senga sängen madrassen skabet "
    "skapet skåpet reolen hylden hyllen hyllan kommoden byrån gardinet tæppet teppet mattan kjolen klänningen blusen "
    "skjorten skjortan jakken jakka jackan frakken kåpa kappan tasken veska väskan dukken dukka dockan bamsen nallen "
    "teltet tältet skærmen skjermen skärmen"
)
_ENGLISH_GOODS = words(
    "sofa couch armchair chair stool lamp mattress wardrobe bookcase sideboard rug dress coat jacket boot boots doll "
    "tent screen"
)
_NAME = r"[\"'“”«]?(?P<name>[^\W\d_]{2,20})(?![\w@]|[.-]\w)"
_SAYS = "(?:hedder|heter|heiter|heite|hed|het|hette|heitte|kaldes|kalles|kallas|kallast)"
_CALLED = f"(?:{_SAYS}|(?:is |was )?(?:called|named))"
_MY = "(?:min|mit|mitt|vores|vår|vårt|din|hans|hendes|hennes|hennar|my|our|your|his|her|their)"
_IT = "(?:han|hun|hon|ho|den|he|she|it)"
_AGE = r"[^\W_]{1,10} (?:år|måneder|månader|uger|uker|veckor|veker|years|months|weeks)(?: gam[^\W_]{1,4}| old)?"
_SINCE = rf"(?: (?:{_AGE}|i går|i dag|idag|igår|nu|nå|no|yesterday|today|er|är|is|{_MY})){{0,3}}"
# In front of an animal: "min gamle hund", "hvad hedder", "Bella, en", "Bella er vores".
_MINE = re.compile(rf"(?<![^\W_]){_MY} (?:[^\W\d_]{{2,12}} )?$")
_ASKS = re.compile(rf"(?<![^\W_])(?:{_SAYS}|navn|navnet|namn|namnet|name of)(?![^\W_])[^.!?\ue000]{{0,25}}$")
_OF_BREED = re.compile(
    rf"(?:(?:^|[\n\ue000.!?] ?)|(?:{_SAYS}|it's|det er|det är) )(?P<name>[^\W\d_]{{2,20}}) ?[,.(] ?(?:en |ei |a )?$"
)
_IS_ONE = re.compile(
    rf"(?<![^\W_])(?P<name>[^\W\d_]{{2,20}}) (?:er|är|is) (?:en|ei|a|an|{_MY}) (?:[^\W\d_]{{2,12}} )?$"
)
# Behind it: "Bella", "der hedder Bella", "heter Bella", ", hon heter Bella", "(hvad hedder hunden?) Bella".
_BESIDE = re.compile(rf"(?::| (?P<mine>{_MY})| is)? {_NAME}")
_STOP = re.compile(r"[\"'“”»]? ?(?:[,.!?;:()\n\ue000]|$|\d|(?:er|är|is|var|was|og|och|and)(?![^\W_]))")
_CROSS = re.compile(rf"(?: (?:cross|mix|blanding|blandning|valp|hvalp|puppy))?{_STOP.pattern}")
_CALLED_SO = re.compile(
    rf"(?: (?:som|der|that|who) {_CALLED}| (?:is |was )?(?:called|named)| ved navn| vid namn| name(?: is|'s)"
    rf"| (?:navn|namn) (?:er|är)) {_NAME}"
)
_THE_CALLED_SO = re.compile(rf"{_SINCE},? {_SAYS} {_NAME}")
_IT_IS_CALLED = re.compile(rf"{_SINCE}[^\w\ue000]{{1,4}}(?:(?:og|och|and) )?{_IT}(?:'s)? {_CALLED} {_NAME}")
_ASKED_AFTER = re.compile(r" (?:navn|namn|name|called)(?![^\W_])")
_REPLY = re.compile(
    rf"[^\ue000]{{0,30}}\ue000(?:(?:{_IT}|ja|jo|yes)[ ,]{{1,2}})?(?:{_CALLED} |er |är |it's |is |she's |he's )?{_NAME}"
)
_YOU = re.compile(
    r"(?<![^\W_])(?:(?:dit|ditt) (?:fulde |eget )?na[vm]n|(?:hedder|heter|heiter|er|är) du|your (?:full |own )?name)"
)
_SOMEBODY = re.compile(rf"(?<![^\W_])(?:{any_of(RELATIVES)})(?![^\W_])[^.!?\n\ue000]*$")
_SOMEBODYS = re.compile(r"na[vm]n|name|profil|kont[oi]|account|mail|brug|bruk|användar|user|barn|child|kid")
# Things: "den hedder Alma", "stolen Mogens, grøn", "en sofa Vega", "the Oscar sofa".
_THING_CALLED = re.compile(rf"(?<![^\W_])(?:(?:den|det) {_SAYS}|it(?:'s| is| was) (?:called|named)) {_NAME}")
_SAID = ("den he", "det he", "it's called", "it is called", "it was called", "it's named")
_IS_MADE = re.compile(
    rf"(?<![^\W_])(?:{any_of(_GOODS)}|{any_of(_THE_GOODS)}(?= [^\W\d_]{{2,20}}(?: ?[,(]| \d))) {_NAME}"
)
_IS_MADE_IN_ENGLISH = re.compile(
    rf"(?<![^\W_])(?:the|an?|your|our|my|this|that|new) {_NAME} (?:[^\W\d_]{{2,12}} )?"
    rf"{any_of(_ENGLISH_GOODS)}(?![^\W_])"
)
_ASSISTANT = re.compile(
    rf"(?<![^\W_])(?:(?:jeg|eg|jag|i) (?:er|är|am|hedder|heter|heiter)|i['’]m|her er|här är|this is) {_NAME}(?:,| the)"
    r" (?:[^\W\d_'’]{1,20} ){0,2}"
    r"(?:robot|chatbot|bot|(?:digital[ae]?|virtuell?[ae]?|virtual|automatic) [^\W\d_]{3,20})(?![^\W_])"
    r"(?! (?!(?:her|här|here|på|for|för|hos|i|at|fra|från|from) )[^\W\d_])"
)
MAX_BEFORE = 60
MAX_ABOUT, MAX_ABOUT_AFTER = 120, 40
MAX_KNOWN = 10_000  # bounds the work on a hostile text


def find_namesakes(
    reading: Reading, tokens: Tokens, cues: Iterable[tuple[int, Cue]], known: frozenset[str]
) -> frozenset[str]:
    """The words in lower case that are the name of an animal, a thing or an assistant in a reading.

    Args:
        reading: the turns.
        tokens: of it.
        cues: the tokens at which a name may begin.
        known: words of the speakers' names, in lower case.
    """
    own = {start: tokens.stem(reading.low[start:end]) for start, end in _called(reading, tokens)}
    found = frozenset(own.values()) - known
    if not found:
        return found
    introduced = {tokens.key(place) for place, cue in cues if cue >= Cue.FAMILY and tokens.starts[place] not in own}
    return found - introduced - _surnamed(tokens, found)


def _called(reading: Reading, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Where the name of a thing or an assistant is told, or that of an animal beside the word for it."""
    low = reading.low
    if reading.mentions(*_SAID):
        yield from (match.span("name") for match in _THING_CALLED.finditer(low) if _tells(low, match))
    if reading.mentions("bot", "digital", "virtu", "automat"):
        yield from (match.span("name") for match in _ASSISTANT.finditer(low))
    made = _IS_MADE_IN_ENGLISH if reading.language is Language.EN else _IS_MADE
    for match in made.finditer(low):
        if reading.text[match.start("name")].isupper():
            yield match.span("name")
    if not _ANIMALS.isdisjoint(tokens.distinct):
        for index, whole in enumerate(tokens.wholes):
            if whole in _ANIMALS:
                matches = _of_animal(reading, whole, tokens.starts[index])
                yield from (match.span("name") for match in matches if match)


def _tells(low: str, match: re.Match[str]) -> bool:
    """Whether the name of a thing is said for the first time, and the talk is of no profile, account or child."""
    known = low.find(match["name"], max(0, match.start() - MAX_KNOWN), match.start("name")) >= 0
    before = low[max(0, match.start() - MAX_ABOUT) : match.start()]
    about = before + low[match.end() : match.end() + MAX_ABOUT_AFTER]
    return not (known or _SOMEBODYS.search(about) or _SOMEBODY.search(before))


def _of_animal(reading: Reading, word: str, start: int) -> Iterator[re.Match[str] | None]:
    """Where a name is told of the animal that a word at a place is."""
    low, end, first = reading.low, start + len(word), max(0, start - MAX_BEFORE)
    beside = _BESIDE.match(low, end)
    if beside and reading.text[beside.start("name")].isupper():
        mine = beside["mine"] or _MINE.search(low, first, start)
        yield beside if mine or _STOP.match(low, beside.end()) else None  # not of "katten Mette passer"
    yield _CALLED_SO.match(low, end)
    if word in _THE_ANIMAL:
        yield _THE_CALLED_SO.match(low, end)
    if word in _BREEDS and _CROSS.match(low, end):
        yield _OF_BREED.search(low, first, start)
    if _STOP.match(low, end):
        yield _IS_ONE.search(low, first, start)
    if not _SOMEBODY.search(low, first, start):
        yield _IT_IS_CALLED.match(low, end)
    if _ASKS.search(low, first, start) or _ASKED_AFTER.match(low, end):
        turn = reading.starts[bisect_right(reading.starts, start) - 1]
        you = _YOU.search(low, max(turn, start - MAX_ABOUT), min(reading.turn_end(start), start + MAX_ABOUT))
        yield None if you else _REPLY.match(low, end)


def _surnamed(tokens: Tokens, found: frozenset[str]) -> set[str]:
    """Those of the words that a capitalised family name follows somewhere."""
    return {
        tokens.key(index)
        for index in range(len(tokens) - 1)
        if tokens.key(index) in found
        and tokens.is_capital(index + 1)
        and tokens.following(index) in tokens.names.family
    }
