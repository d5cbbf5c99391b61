"""Guessing which column or key holds which field, from its name, in five languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

__all__ = ["TURNS_KEYS", "column_key", "guess_columns", "guess_facts", "is_id_like"]

# Within a field the best name comes first: it wins where a source has several. Names are compared
# without case, spaces and signs ("Thread ID" = "thread_id" = "threadId").
_MESSAGE_KEYS: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "conversation": "conversation conversationid convoid convid threadid thread dialogueid dialogid dialogue "
        "dialog sessionid session chatid chat ticketid ticket callid caseid case interactionid "
        "contactid transcriptid samtaleid samtalenr samtalenummer samtale samtalid samtalsid "
        "samtalsnummer samtalsnr samtal henvendelsesid henvendelse sagsnummer sagsnr sagsid sag "
        "saksnummer saksnr saksid sak ärendenummer ärendenr ärendeid ärende trådid tråd",
        "speaker": "speakername speaker authorname author sendername sender from displayname participantname "
        "participant interlocutor afsendernavn afsender avsendernavn avsender avsändarnamn "
        "avsändare forfatter författare taler talare name navn namn nick username user person "
        "hvem vem fra från speakerid authorid senderid participantid",
        "text": "text message messagetext body plainbody content utterance utterancetext msg beskedtekst "
        "besked tekst meddelelse indhold ytring melding meldingstekst innhold meddelande "
        "meddelandetext innehåll yttrande replik transcript",
        "role": "role rolle roll participantrole speakerrole authorrole senderrole sendertype authortype",
        "agent_id": "agentid agentnr agentnummer employeeid operatorid agent medarbejderid medarbejdernr "
        "medarbejder medarbeiderid medarbeidernr medarbeider medarbetarid medarbetare "
        "sagsbehandler saksbehandler handläggare",
        "customer_id": "customerid customernumber clientid kundeid kundenr kundenummer kundid kundnr kundnummer "
        "customer kunde kund",
        "language": "language lang languagecode sprog språk sprak",
        "channel": "channel kanal",
        "started_at": "startedat conversationstart starttidspunkt",
        "time": "timestamp datetime createdat sentat created absolutetime messagetime tidspunkt tidpunkt "
        "tidsstempel tidsstämpel sendttidspunkt sendt skickat time tid klokkeslæt klokkeslett "
        "klockslag date dato datum",
        "start_s": "starts startseconds starttime start begin starttid",
        "end_s": "ends endseconds endtime end stop sluttid slut slutt",
    }.items()
}
_CONVERSATION_KEYS: Mapping[str, tuple[str, ...]] = {
    "conversation": (*_MESSAGE_KEYS["conversation"], "id", "uuid", "guid"),
    "language": _MESSAGE_KEYS["language"],
    "channel": _MESSAGE_KEYS["channel"],
    "customer_id": _MESSAGE_KEYS["customer_id"],
    "started_at": (*_MESSAGE_KEYS["started_at"], "starttime", "createdat", *_MESSAGE_KEYS["time"]),
}
TURNS_KEYS = (
    *("turns", "messages", "utterances", "transcript", "conversation", "dialogue", "dialog", "history", "chat", "log"),
    *("comments", "segments", "entries", "parts", "events", "lines"),
    *("beskeder", "samtale", "meldinger", "meddelanden", "samtal"),
)
"""Names of a list of messages, best first."""

_SIGNS = re.compile(r"[\W_]+")
_ID_LIKE = re.compile(r".{0,60}(?:id|nr|no|number|nummer|key|ref|uuid|guid)")


def column_key(name: object) -> str:
    """A column's name as it is compared."""
    return _SIGNS.sub("", unicodedata.normalize("NFC", str(name)).casefold())


def guess_columns(names: Sequence[str], taken: Collection[str] = ()) -> Mapping[str, str]:
    """Field of a message -> name, for each field that a name fits.

    Args:
        names: the source's column names, or the keys of a message.
        taken: names that a map has already given to a field.
    """
    return _guess_message(tuple(names), frozenset(taken))


def guess_facts(names: Sequence[str], taken: Collection[str] = ()) -> Mapping[str, str]:
    """The same for the keys of a conversation as a whole."""
    return _guess(tuple(names), frozenset(taken), _CONVERSATION_KEYS)


@lru_cache(maxsize=256)  # the messages of a source have the same few sets of keys
def _guess_message(names: tuple[str, ...], taken: frozenset[str]) -> Mapping[str, str]:
    return MappingProxyType(_guess(names, taken, _MESSAGE_KEYS))


def _guess(names: Sequence[str], taken: frozenset[str], keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    by_key: dict[str, str] = {}
    for name in names:
        if name not in taken:
            by_key.setdefault(column_key(name), name)
    guessed: dict[str, str] = {}
    for field, candidates in keys.items():
        key = next((candidate for candidate in candidates if candidate in by_key), None)
        if key is not None:
            guessed[field] = by_key.pop(key)
    return guessed


def is_id_like(name: str) -> bool:
    """Whether a column's name looks like that of an identifier ("ref no", "uuid", "löpnr")."""
    return _ID_LIKE.fullmatch(column_key(name)) is not None
