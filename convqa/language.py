"""Which of the five languages a conversation is in.

The library is py3langid (`docs/adr/0002-language-identification.md` has the measurements); this file alone knows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from convqa.conversation import Language, Transcript

__all__ = ["LanguageGuess", "identify"]

_CHARACTERS_READ = 20_000
_CHARACTERS_OF_ONE = 2_000
_FOREIGN = 0.5
_LETTER = re.compile(r"[^\W\d_]")
_NO_LANGUAGE = "zxx"

_CODES = {"da": Language.DA, "no": Language.NB, "nn": Language.NN, "sv": Language.SV, "en": Language.EN}
"""The library's codes of the five: its `no` is Bokmål."""

_NAMES = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bs": "Bosnian",
    "cs": "Czech",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fo": "Faroese",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "se": "Northern Sami",
    "sk": "Slovak",
    "so": "Somali",
    "sr": "Serbian",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""Other languages that customers in the Nordic countries write in; any other is named by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageGuess:
    """The language of a conversation.

    Attributes:
        language: one of the five; the nearest of them where the text is in none.
        certainty: in [0, 1], the probability of `language` among all languages that the library knows;
            1 where the source (or the user) states the language.
        looks_like: ISO 639 code of another language that the text is in, `zxx` where it holds no language at
            all (no letters, gibberish); `None` where it may well be one of the five.
    """

    language: Language
    certainty: float
    looks_like: str | None = None

    @property
    def supported(self) -> bool:
        """Whether the conversation may be read as `language`. A few words prove nothing and are given the chance."""
        return self.looks_like is None

    @property
    def problem(self) -> str | None:
        """What is wrong, for `InputError(problem=…)`; `None` where nothing is."""
        if self.looks_like is None:
            return None
        if self.looks_like == _NO_LANGUAGE:
            return "the conversation holds no text in any language that convqa can tell"
        name = _NAMES.get(self.looks_like, f"a language with the code {self.looks_like}")
        return f"the conversation looks like {name}, and convqa reads Danish, Norwegian, Swedish and English only"


def identify(transcript: Transcript) -> LanguageGuess:
    """Tell the language of the whole conversation, from all speakers together.

    A stated `transcript.language` is taken as it is. Otherwise the first 20,000 characters are read, at most 2,000
    of one utterance, so that neither a pasted document nor a very long conversation costs time. The guess depends on
    nothing but the transcript, and may be asked for from several threads.
    """
    if transcript.language is not None:
        return LanguageGuess(language=transcript.language, certainty=1.0)
    text = _text_read(transcript)
    probabilities = dict(_identifier().rank(text))
    code = max(_CODES, key=probabilities.__getitem__)
    return LanguageGuess(
        language=_CODES[code],
        certainty=round(min(1.0, probabilities[code]), 4),
        looks_like=_other_language(text, probabilities),
    )


def _text_read(transcript: Transcript) -> str:
    parts: list[str] = []
    left = _CHARACTERS_READ
    for utterance in transcript.utterances:
        parts.append(utterance.text[: min(left, _CHARACTERS_OF_ONE)])
        left -= len(parts[-1])
        if left <= 0:
            break
    return "\n".join(parts)


def _other_language(text: str, probabilities: dict[str, float]) -> str | None:
    """A language outside the five, where the text is more likely in it than in all others together."""
    if _LETTER.search(text) is None:
        return _NO_LANGUAGE
    likeliest = max(probabilities, key=probabilities.__getitem__)
    if likeliest in _CODES or probabilities[likeliest] < _FOREIGN:
        return None
    return likeliest


_loading = Lock()


def _identifier() -> Any:
    """The library's model, loaded once a process: about a second, kept for all threads."""
    with _loading:
        return _load()


@cache
def _load() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
