"""Values of closed lists as sources write them: role, language, channel.

Only what a field made for it states is read here; who a name or a label belongs to is inferred
elsewhere (`convqa.roles`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from convqa.conversation import Channel, Language, Role

__all__ = ["parse_channel", "parse_language", "parse_role"]

_ROLES: Mapping[Role, str] = {
    Role.AGENT: "agent advisor adviser operator representative employee staff admin supporter medarbejder "
    "sagsbehandler medarbeider saksbehandler medarbetare handläggare kundeservice kundservice",
    Role.CUSTOMER: "customer client user end-user enduser visitor caller consumer contact kunde kunden kund "
    "bruger bruker användare besøgende besökare besøkende",
    Role.BOT: "bot chatbot robot",
    Role.SYSTEM: "system event note notice",
}
_LANGUAGES: Mapping[Language, str] = {
    Language.DA: "da dan danish dansk danska",
    Language.NB: "nb nob no nor norwegian norsk bokmål bokmal norska",
    Language.NN: "nn nno nynorsk",
    Language.SV: "sv swe swedish svensk svenska",
    Language.EN: "en eng english engelsk engelska",
}
_CHANNELS: Mapping[Channel, str] = {
    Channel.CHAT: "chat livechat webchat messaging besked",
    Channel.PHONE: "phone call voice telephone telefon opkald samtal oppringning samtale",
    Channel.EMAIL: "email e-mail mail epost e-post",
    Channel.SOCIAL: "social twitter x facebook instagram messenger sociale",
}

_Value = TypeVar("_Value", bound=StrEnum)


def _index(words: Mapping[_Value, str]) -> dict[str, _Value]:
    return {word: value for value, line in words.items() for word in line.split()}


_ROLE_OF, _LANGUAGE_OF, _CHANNEL_OF = _index(_ROLES), _index(_LANGUAGES), _index(_CHANNELS)


def parse_role(value: object) -> Role | None:
    """The role that a role field states, e.g. ``"customer"`` or ``"Kunde"``; `None` where unknown."""
    return _ROLE_OF.get(str(value).strip().casefold())


def parse_language(value: object) -> Language | None:
    """The language that a field states, e.g. ``"da"``, ``"da-DK"``, ``"Dansk"``; bare Norwegian is Bokmål."""
    word = str(value).strip().casefold()
    return _LANGUAGE_OF.get(word) or _LANGUAGE_OF.get(word.replace("_", "-").partition("-")[0])


def parse_channel(value: object) -> Channel | None:
    """The channel that a field states, e.g. ``"chat"`` or ``"Telefon"``; `None` where unknown."""
    return _CHANNEL_OF.get(str(value).strip().casefold())
