"""Places in a text where a name is likely to begin or to end, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import product

from convqa.conversation import Language
from convqa.redaction.findings import Reading
from convqa.redaction.lexicon import lexicon
from convqa.redaction.wordlist import any_of

__all__ = ["RELATIVES", "TITLES", "Cue", "find_cues"]


class Cue(IntEnum):
    """What a cue makes of the word at it.

    Attributes:
        SENTENCE: a listed given name; one that is a word too must be all there is ("Hej! Bo, det er Ann").
        LISTED: a name if capitalised and a listed given name, even where it is a word too ("med Bo").
        FAMILY: also a listed family name that is no word, if capitalised ("det er Kowalczyk").
        GREETED: also if capitalised and no ordinary word ("Kære Xhemile").
        CAPITAL: the same, of somebody who is spoken of or signs; a family name may follow ("du taler med lene krag").
        REPLY: also in lower case, if no ordinary word; the reply to a question for the name.
        ANY: also a listed family name that is a word too ("mit navn er Lund").
        TITLE: also a word that no list knows, if capitalised ("fru Hald", "tandlæge Munk").
    """

    SENTENCE = 0
    LISTED = 1
    FAMILY = 2
    GREETED = 3
    CAPITAL = 4
    REPLY = 5
    ANY = 6
    TITLE = 7


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split("|")]


def _products(*parts: str) -> Iterable[str]:
    """Every way to take one phrase of each part; an empty phrase leaves the part out."""
    return (" ".join(filter(None, phrases)) for phrases in product(*map(_phrases, parts)))


_SAYS = "hedder|hed|heter|heiter|heite|hete|hette|heitte|heder"
_INTRODUCTIONS = (
    *_products(
        "jeg|eg|æ|ej|e|a|i|ja|jag|han|hun|ho|hon|pappa|mamma|mannen|manden|konen|kona|kone|mand|mann|man|fru|søn|"
        "sønnen|sønn|son|sonen|datter|datteren|dotter|dottera|dottern|kæreste|mor|far|bror|søster|hvad|kva|hva|vad",
        _SAYS,
    ),
    *_products("mit|mitt|mi|my", "navn|namn|name", "|er|är|is"),
    *_products(
        "navn|navnet|namn|namnet|name|names|fornavn|efternavn|etternavn|förnamn|efternamn|surname", "er|är|is|was"
    ),
    *_phrases(
        "navn:|namn:|name:|my name's|fulde navn|full name|modtager:|mottaker:|mottaker er|modtageren er|mottagare:|"
        "mottagaren är|recipient:|holder is|holder:"
    ),
)
TITLES = frozenset(
    _phrases(
        "mr|mrs|ms|miss|missus|missis|mister|madam|dr|hr|mr.|mrs.|ms.|dr.|hr.|fr.|fru|frk|frk.|frøken|fröken|herr|doktor"
    )
)
_TRADES = frozenset(
    _phrases(
        "advokat|professor|overlæge|overlege|læge|lege|tandlæge|tannlege|tandläkare|tandtekniker|tanntekniker|tandplejer|"
        "dyrlæge|dyrlege|veterinär|jordemoder|jordmor|barnmorska|sygeplejerske|sykepleier|sjuksköterska|fysioterapeut|"
        "handläggare|saksbehandler|sakshandsamar|sagsbehandler|mægler|megler|mäklare|tekniker|montør|montör|styrman|kaptajn|"
        "kaptein|kapten|rektor|inspektør|vicevært|vaktmester|vaktmästare|chauffør|sjåfør|chaufför|plejer|pedagog|lærer|"
        "lærar|lärare|tränare|trener|træner|snedker|snickare|rørlegger|rörmokare|murer|elektriker|doctor|nurse|professor|"
        "inspector|officer|sergeant|captain|councillor|driver|fitter|engineer|technician|familien|familjen"
    )
)
_SPOKEN_TITLES = frozenset(_phrases("doctor|professor|inspector|sergeant|nurse|captain"))
"""Trades with which somebody is also called in lower case, where no article says otherwise ("or doctor szymanska")."""
_RELATIVES = (
    "kone|mand|kæreste|samlever|sambo|søn|datter|mor|far|bror|søster|nabo|ven|veninde|svigermor|svigerfar|svigersøn|"
    "svigerdatter|barnebarn|ekskone|eksmand|chef|kollega|nevø|niece|fætter|kusine|mann|kjæreste|samboer|sønn|venn|venninne|"
    "søskenbarn|sjef|man|fru|maka|make|flickvän|pojkvän|son|dotter|mamma|pappa|syster|granne|vän|väninna|svärmor|svärfar|"
    "svärson|svärdotter|fästman|fästmö|barnbarn|sonson|dotterdotter|wife|husband|partner|girlfriend|boyfriend|fiancé|"
    "fiancée|flatmate|housemate|roommate|daughter|mum|mom|dad|mother|father|brother|sister|neighbour|neighbor|friend|"
    "colleague|boss|manager|aunt|uncle|nephew|cousin|grandson|granddaughter|grandmother|grandfather|nan|gran|sister|"
    "grandma|grandad|granny|goddaughter|godson|stepson|stepdaughter|daughter-in-law|son-in-law|mother-in-law|"
    "father-in-law|brother-in-law|sister-in-law|fiance|fiancee|mam|twin|carer|landlord|landlady|lodger|tenant|"
    "little boy|little girl|svoger|svigerinde|farfar|morfar|farmor|mormor|bestefar|bestemor|sønnesønn|svåger|svägerska|"
    "kompis|kamrat|tvillingbror|tvillingsyster|plejesøn|stesønn|styvson|styvdotter"
)
RELATIVES = frozenset(_phrases(_RELATIVES))
_RELATIVES_MINE = (
    "kona|mannen|samboeren|kjæresten|kjærasten|sambuaren|sønnen|sonen|datteren|datra|dottera|dotteren|naboen|faren|moren|mora|"
    "broren|bror|søsteren|søstera|systera|vennen|venninna|venninnen|kollegaen|sjefen|svigermora|svigerfaren|venen|"
    "venninne|venninna|sønene|døtrene|gutane|jentene|guttene|barna|borna"
)
_MEETINGS = (
    *_products("min|vores|vår|my|our|mi|hans|hendes|hennes|hennar|his|her|their|your|din|deres", _RELATIVES),
    *_products(_RELATIVES_MINE, "min|mi|vår|hans|hennes|hennar"),
    *_products(
        "taler|tale|snakker|snakkar|snakke|snakk|pratar|prata|talar|tala|skriver|skriv|chatter|chattar|talte|talt|"
        "snakket|snakka|pratade|talade|skrev|chattede",
        "|jo|nu|nå|her",
        "med",
    ),
    *_products("speaking|speak|talking|talked|spoke|spoken|chatting|chatted", "to|with"),
    *_phrases(
        "csr|rep|representative|supervisor|advisor|agent|through to|viderestiller dig til|spørg efter|"
        "spør etter|fråga efter|ask for|called|kaldet|navnet på|på navnet|på namnet|i navnet|hilsen fra|kollega|"
        "kollegaen|kollegan|colleague|konen|tante|onkel|moster|faster|mormor|farmor|morfar|farfar|veninde|attn|attn.|"
        "att.|v/|c/o|behalf of|på vegne af|på vegne av|på vegner av|name of|navn på|tilhører|tilhøyrer|tillhör|"
        "belongs to|bestilt af|bestilt av|"
        "beställd av|beställt av|"
        "ordered by|booked by|signed by|underskrevet af|signert av|registreret på|registrert på|registrerad på"
    ),
)
_GREETINGS = (
    *_phrases(
        "hej|hejsa|hei|heisann|hi|hiya|hello|hallo|hallå|heia|halla|hey|kære|kjære|käre|kära|dear|goddag|god dag|"
        "godmorgen|god morgen|god morgon|godaften|god aften|god kveld|god kväll|god ettermiddag|good morning|"
        "good afternoon|good evening|morning|tjena|tjenare|tjänare|tja|mojn|davs|halløj|tak|takk|tack|thanks|"
        "thank you|tusind tak|tusen takk|mange tak|sorry|undskyld|beklager|farvel|hav det godt|ha det|hej då|bye|"
        "tack snälla"
    ),
)
_FAREWELLS = frozenset(
    _products(
        "hilsen|hilsning|hilsner|hilsninger|helsing|helsingar|helsningar|hilsing|mvh|vh|kh|dbh|mh|hälsning|"
        "hälsningar|hälsn|vänligen|högaktningsfullt|højagtelse|høyaktelse|ærbødigst|regards|sincerely|faithfully|"
        "truly|wishes|cheers|best|sympathy|love|yours|warmly|gratefully|respectfully|kram|kramar|knus|klem|klemmer|"
        "på forhånd|på förhand",
        "|fra|från|frå|from",
    )
)
_PRESENTED = (
    *_products("det|dette|her|hér|detta|här|this|that|it|hvem|ho|han|hun|hon|jeg|jag|eg", "er|är|is|va|var|e|æ"),
    *_phrases("it's|that's|i'm|im|i am|sa|sagde|siger|said|says|spurgte|ringede|ringte|ringde|skrev"),
)
_WEAK = (
    *_phrases(
        f"{_SAYS}|"
        "landet hos|landa hos|kommet til|kommit till|komme til|er hos|"
        "til|till|velkommen|velkomen|välkommen|welcome|ok|okay|okej|ja|jo|nej|nei|yes|no|fint|super|perfekt|åh|oh|so|"
        "så|æ e|ask|tell|told|rang|phoned|emailed|texted|met|spør|spørg|fråga|ringer|ring|ringa|ringde|ringte|hilse|"
        "hilser|helse|helsar|hälsa|hälsar|hils|sonen|sønnen|dottern|datteren|dottera|mannen|manden|frun|hustrun|sambon|samboen|"
        "kæresten|kjæresten|kollegan|kollegaen|chauffören|chaufføren|sjåføren|teknikern|teknikeren|"
        "for|hos|fra|från|frå|og|och|and|med|with|to|from|about|om|av|by|hils|får|fik|fikk|fick|efter|etter"
    ),
)
_CUE_OF = {
    **dict.fromkeys(_WEAK, Cue.LISTED),
    **dict.fromkeys(_PRESENTED, Cue.FAMILY),
    **dict.fromkeys(_MEETINGS, Cue.CAPITAL),
    **dict.fromkeys(_GREETINGS, Cue.GREETED),
    **dict.fromkeys(_FAREWELLS, Cue.CAPITAL),
    **dict.fromkeys(_INTRODUCTIONS, Cue.ANY),
    **dict.fromkeys((*TITLES, *_TRADES), Cue.TITLE),
}
_NEW_SENTENCE = frozenset(".!\n")
_INTRODUCED_OVER_LINES = frozenset((*_INTRODUCTIONS, *_FAREWELLS, *_phrases("mr|mrs|ms|dr|hr|frk")))
_FILLERS = "altså|jo|da|øh|eh|igen|igjen|there|again|så meget|så mye|så mycket|hei|hej|då|tilbage"
_BEFORE_NAME = re.compile(
    rf"(?<!\w)(?=(?P<cue>{any_of(_CUE_OF)})(?![^\W_])(?: {any_of(_phrases(_FILLERS))}(?![^\W_]))?"
    r"(?P<gap>[,:.!]{0,2}\n{1,3}| {0,2}[,:]? |[,!.] ?)(?P<end>[\"'«–—/-]{0,2} ?))"
)
_SAID_AFTER = "heter jag|heter jeg|hedder jeg|heiter eg|heite eg|är mitt namn|er mitt navn|er navnet"
_AFTER_NAME = re.compile(
    rf" (?<=[^\W\d_] )(?:(?P<here>{any_of(('her', 'here', 'här'))}(?=[ .,!:;\n\ue000–-]|$))"
    rf"|(?P<strong>{any_of(_phrases(_SAID_AFTER))}(?!\w))"
    rf"|(?P<verb>{any_of(('said', 'says', 'sagde', 'siger', 'sier', 'säger', 'seier'))}(?!\w| [£$€]))"
    rf"|speaking|{any_of(_products('heter|het|hedder|hed', 'han|hun|hon|ho|a'))}(?!\w))"
)
_NAME_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]{2,20}$")
# "heisann, ikram her," and "ikram her fra 3b": a name even in lower case.
_OPENS = re.compile(r"(?:^|[\n\ue000]|(?:hei|hej|hi|hello|hallo|hallå|heisann|hejsa|hey|goddag|god dag)[,!.]? )$")
_CLOSES = re.compile(r"[,!]| (?:fra|från|frå|from|igen|igjen|again|det|jeg|eg|jag)(?!\w)")
_SLASH = re.compile(r"[/–—-](?<=[\n .!?\ue000].)[/–—-]? ?(?=[^\W\d_]{2,20}(?: [^\W\d_]{2,20})?[ .]?\n?(?:\ue000|$))")
_INITIAL = re.compile(r"[A-ZÆØÅÄÖ](?<![^\W_].)(?<![*^].)\. (?=[^\W\d_]{3})")
# "H. Ravn" alone on a line, or signing behind a comma.
_FAMILY_NAME = r"\. ?(?=[^\W\d_]{3,20}(?:[ -][^\W\d_]{2,20})?"
_SIGNED = re.compile(
    rf"(?:[A-ZÆØÄÖ](?<![^\n\ue000].){_FAMILY_NAME}[.!]?(?:[\n\ue000:,]|$))"
    rf"|[A-ZÆØÄÖ](?<=, .){_FAMILY_NAME}(?:[\n\ue000:]|$)))"
)
# "… sorry to Sipho. Anoushka, BT" at the end of a turn: who signs, and for whom.
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_SIGNED_FOR = re.compile(
    rf"[.!?,\n] ?(?P<name>{_CAPITAL}[^\W\d_]{{1,20}}), {_CAPITAL}[^\W_]{{1,20}}(?: [^\W_]{{1,20}}){{0,2}}"
    r"\n?(?:\ue000|$)"
)
_FROM = re.compile(r"(?<![^\W_])(?:fra|från|frå|from|hos|på|i|at|ved|with|of|av) $")
_MINE = re.compile(r"(?<![^\W_])(?:min|mi|hans|din|deras|deres|vår|sin) $")
_ARTICLE = re.compile(r"(?<![^\W_])(?:the|a|an|my|your|his|her|our|their|this|that|which|any|no|new|another|other) $")
_WHOLE_LINE = r"(?=[^\W\d_]{2,20}(?:\. |(?: [^\W\d_]{2,20}){0,2}[.!]?\n?(?:\ue000|$)))"
_FIRST_LINE = re.compile(_WHOLE_LINE)
_LINE = re.compile(rf"[\n\ue000👍😊🙂❤\ufe0f](?:(?<=[\n\ue000])| ){_WHOLE_LINE}")
_NAMED_THINGS = (
    "det|den|dette|detta|siden|sida|sidan|appen|filen|fila|programmet|banen|banan|produktet|produkten|modellen|varen|"
    "varan|kjolen|klänningen|katten|katta|hunden|kaninen|firmaet|firman|butikken|butiken|virksomheden|bedriften|"
    "selskabet|selskapet|bolaget|foreningen|föreningen|knappen|menuen|menyen|mappen|mappa|hjemmesiden|medicinen|kuren"
)
_ASKED = re.compile(
    r"(?<![^\W_])(?:(?:for|för|efter|etter|sur)?(?:navn|namn|name)"
    rf"|(?:hedder|heter|heiter)(?! {any_of(_phrases(_NAMED_THINGS))}(?!\w))"
    r"|snakker jeg med|snakkar eg med|taler jeg med|pratar jag med|talar jag med|speaking (?:to|with)|who've i got"
    r"|who am i)[^\ue000.!?]{0,80}(?:\?[^\ue000?]{0,40})?[.!…]?\ue000 {0,2}"
    r"(?:(?:ja|jo|yes|yeah|sure|of course|øh|eh|um|er|ok|okay|hej|hei|hi|det er|det är|it's|it is|jeg hedder|jag heter)"
    r"[ ,.…]{1,3}){0,3}"
)


def find_cues(reading: Reading) -> Iterator[tuple[int, Cue]]:
    """Offsets in the text at which a name may begin, with what that makes of the word there.

    Introductions, titles and replies to a question for the name; greetings, farewells and talk of
    colleagues and relatives; weaker ones such as "det er" and a line that holds nothing else.
    """
    low, given = reading.low, lexicon(reading.language).given
    for match in _BEFORE_NAME.finditer(low):
        cue = _CUE_OF[match["cue"]]
        if cue is Cue.TITLE and _is_no_title(reading, match):
            cue = Cue.TITLE if match["cue"] in _SPOKEN_TITLES and not _is_any(reading, match) else Cue.CAPITAL
        if not _NEW_SENTENCE.isdisjoint(match["gap"]) and match["cue"] not in _INTRODUCED_OVER_LINES:
            if cue < Cue.GREETED:
                continue
            cue = Cue.SENTENCE
        yield match.end("end"), cue
    if _FIRST_LINE.match(low):
        yield 0, Cue.LISTED
    for pattern, cue in ((_INITIAL, Cue.CAPITAL), (_SIGNED, Cue.TITLE)):
        for match in pattern.finditer(reading.text):
            yield match.end(), cue
    for match in _SIGNED_FOR.finditer(reading.text):
        yield match.start("name"), Cue.LISTED
    for pattern, cue in ((_SLASH, Cue.CAPITAL), (_LINE, Cue.LISTED), (_ASKED, Cue.REPLY)):
        for match in pattern.finditer(low):
            yield match.end(), cue
    for match in _AFTER_NAME.finditer(low):
        name = _NAME_BEFORE.search(low, max(0, match.start() - 21), match.start())
        if match["here"] == "her" and reading.language is Language.EN:
            continue
        if match["verb"] and not (name and name[0] in given):  # "Nordea sier"
            continue
        if name and not _FROM.search(low, max(0, name.start() - 6), name.start()):
            alone = match["here"] and _OPENS.search(low, max(0, name.start() - 12), name.start())
            certain = match["strong"] or (alone and _CLOSES.match(low, match.end()))
            yield name.start(), Cue.REPLY if certain else Cue.CAPITAL


def _is_no_title(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a word for a title or trade is a relative ("min fru") or a verb ("det lærer man")."""
    mine = _MINE.search(reading.low, max(0, match.start() - 6), match.start())
    if mine is not None or reading.text[match.end("end") :][:1].isupper():
        return mine is not None
    return match["cue"] in _TRADES or (match["cue"] == "mister" and reading.language is not Language.EN)  # "vi mister"


def _is_any(reading: Reading, match: re.Match[str]) -> bool:
    """Whether an article or the like stands before a word for a trade."""
    return _ARTICLE.search(reading.low, max(0, match.start() - 9), match.start()) is not None
