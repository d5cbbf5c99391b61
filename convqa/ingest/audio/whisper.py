"""Speech to words by faster-whisper (Whisper models in CTranslate2 form); nothing else imports it.

All that would make two runs differ is off: no sampling, no earlier text as a prompt, a fixed beam. A long recording is
heard in stretches of some minutes, cut where it is quiet, so that an hour takes no more memory than ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convqa.conversation import Language
from convqa.errors import MissingExtraError, ModelError
from convqa.ingest.audio.engine import RATE, Samples
from convqa.ingest.formats.speech import Segment, Word

if TYPE_CHECKING:
    from faster_whisper.transcribe import Segment as HeardSegment

__all__ = ["DEFAULT_MODEL", "DEVICES", "PRECISIONS", "WhisperEngine", "find_speech_model", "stretches"]

DEFAULT_MODEL = "small"
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("auto", "int8", "int8_float16", "float16", "float32")

_CODES = {Language.DA: "da", Language.NB: "no", Language.NN: "nn", Language.SV: "sv", Language.EN: "en"}
_LANGUAGES = {code: language for language, code in _CODES.items()}
_FILES = ("model.bin", "config.json", "tokenizer.json")  # without the last, the library would ask a hub for it
_HOW = "fetch it once with --download, or copy its folder from a machine that has it and name the folder"

_BEAM = 5
_STRETCH_S, _SLACK_S = 600, 60
_PAUSE_S = 0.5
_WINDOW_S, _WINDOWS = 30, 3
_LOOK_S = 120
_CLEAR = 0.8
_FOREIGN = 0.1


def find_speech_model(model: str, *, download: bool = False) -> Path:
    """The folder of a speech model.

    Args:
        model: a folder, a size ("small", "large-v3"), or a name on the Hugging Face hub ("owner/name"). Names are
            looked for in the hub's cache on this machine.
        download: fetch what is not there from the hub; without it nothing is asked of the network.

    Raises:
        ModelError: it is not there, cannot be fetched, or lacks a file.
        MissingExtraError: the extra `audio` is not installed.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        if folder.exists() or model.startswith((".", "/", "~")) or "\\" in model or model.count("/") > 1:
            raise ModelError(f"There is no folder {model}; check the path of the speech model.")
        folder = _from_hub(model, download=download)
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if not any(folder.glob("vocabulary.*")):
        missing.append("vocabulary.json or vocabulary.txt")
    if missing:
        raise ModelError(
            f"The speech model {model} lacks {', '.join(missing)}; copy the whole folder of a model for "
            "faster-whisper, or convert one of another form (docs/audio.md says how)."
        )
    return folder


def _from_hub(model: str, *, download: bool) -> Path:
    utils = _library().utils
    if "/" not in model and model not in utils.available_models():
        sizes = ", ".join(size for size in utils.available_models() if not size.endswith(".en"))
        raise ModelError(f"There is no speech model {model!r}; name a folder, a name on the hub, or one of {sizes}.")
    try:
        return Path(utils.download_model(model, local_files_only=not download))
    except Exception as error:  # the hub's client has many kinds, of which none is part of its interface
        if download:
            raise ModelError(
                f"The speech model {model} cannot be fetched from huggingface.co ({type(error).__name__}); check the "
                "name and the network, or copy its folder from a machine that has it and name the folder."
            ) from None
        raise ModelError(f"The speech model {model} is not on this machine; {_HOW}.") from None


class WhisperEngine:
    """A Whisper model, loaded.

    Args:
        model: as in `find_speech_model`.
        device: one of `DEVICES`; `auto` takes a graphics card where there is one that can be used.
        precision: one of `PRECISIONS`; `auto` is int8 on a processor and float16 on a graphics card.
        threads: of the processor; changes no word.
        download: as in `find_speech_model`.

    Raises:
        ModelError: the model is not there or damaged, or the device or precision is not to be had.
        MissingExtraError: the extra `audio` is not installed.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        device: str = "auto",
        precision: str = "auto",
        threads: int = 1,
        download: bool = False,
    ) -> None:
        library = _library()
        folder = find_speech_model(model, download=download)
        device = _device() if device == "auto" else device
        precision = {"cpu": "int8", "cuda": "float16"}[device] if precision == "auto" else precision
        try:
            self._model: Any = library.WhisperModel(
                str(folder), device=device, compute_type=precision, cpu_threads=threads, local_files_only=True
            )
            if device == "cuda":  # what is missing of its libraries shows at the first use
                self._probabilities(np.zeros(RATE, dtype=np.float32))
        except Exception as error:  # CTranslate2 has no errors of its own
            raise ModelError(
                f"The speech model {model} cannot be loaded on {device} with {precision} ({type(error).__name__}); "
                "it is damaged or of another form, or this machine cannot do that: try --device cpu --precision int8."
            ) from None
        self._name = f"faster-whisper@{library.__version__} {_short(model)} {precision}"

    @property
    def name(self) -> str:
        """Library, version, model and precision."""
        return self._name

    def detect(self, samples: Samples) -> Language | None:
        """The likeliest of the five languages in the first minutes of speech; `None` where all are unlikely."""
        sums = dict.fromkeys(_CODES, 0.0)
        total = 0.0
        for window in islice(_windows(samples), _WINDOWS):
            share = len(window) / (_WINDOW_S * RATE)
            total += share
            found = self._probabilities(window)
            for language, code in _CODES.items():
                sums[language] += share * found.get(code, 0.0)
            if max(sums.values()) > _CLEAR * total:
                break
        best = max(sums, key=lambda language: sums[language])
        return best if total and sums[best] > _FOREIGN * total else None

    def transcribe(self, samples: Samples, language: Language | None) -> Iterator[Segment]:
        """What is said, as `SpeechEngine` has it."""
        if not self._model.model.is_multilingual:
            language = Language.EN
        for start, end in stretches(samples):
            heard, _ = self._model.transcribe(
                samples[start:end],
                language=_CODES[language] if language else None,
                beam_size=_BEAM,
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=True,
            )
            for segment in heard:
                yield _segment(segment, start / RATE)

    def _probabilities(self, samples: Samples) -> dict[str, float]:
        if not self._model.model.is_multilingual:
            return {"en": 1.0}
        _, _, found = self._model.detect_language(samples)
        return dict(found)


def _library() -> Any:
    try:
        import faster_whisper
        import faster_whisper.utils
        import faster_whisper.vad
    except ImportError:
        raise MissingExtraError(what="Recognising speech", extra="audio") from None
    return faster_whisper


def _device() -> str:
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def _short(model: str) -> str:
    """The name of a model without the path to it, which may tell whose machine it is."""
    return Path(model).expanduser().resolve().name if Path(model).expanduser().is_dir() else model


def _speech(samples: Samples) -> Samples:
    """What of the samples is speech, one piece after the other."""
    vad = _library().vad
    pieces = [samples[piece["start"] : piece["end"]] for piece in vad.get_speech_timestamps(samples)]
    return np.concatenate(pieces) if pieces else samples[:0]


def _windows(samples: Samples) -> Iterator[Samples]:
    """What is spoken in the first minutes, in pieces no longer than the model hears at once."""
    size = _WINDOW_S * RATE
    for at in range(0, min(len(samples), _STRETCH_S * RATE), _LOOK_S * RATE):
        speech = _speech(samples[at : at + _LOOK_S * RATE])
        yield from (speech[start : start + size] for start in range(0, len(speech), size))


def stretches(samples: Samples) -> Iterator[tuple[int, int]]:
    """Where to cut a long recording: in the quietest half second of the last minute before ten are full."""
    start, step = 0, round(_PAUSE_S * RATE)
    while len(samples) - start > _STRETCH_S * RATE:
        last = samples[start + (_STRETCH_S - _SLACK_S) * RATE : start + _STRETCH_S * RATE].reshape(-1, step)
        quietest = int(np.argmin((last * last).sum(axis=1)))
        end = start + (_STRETCH_S - _SLACK_S) * RATE + quietest * step + step // 2
        yield start, end
        start = end
    if start < len(samples):
        yield start, len(samples)


def _segment(heard: HeardSegment, offset: float) -> Segment:
    words = tuple(
        Word(
            text=text,
            start_s=float(word.start) + offset,  # NumPy's kinds of numbers go no further
            end_s=float(word.end) + offset,
            confidence=float(word.probability),
        )
        for word in heard.words or ()
        if (text := word.word.strip())
    )
    return Segment(
        text=" ".join(word.text for word in words) if words else heard.text.strip(),
        start_s=words[0].start_s if words else float(heard.start) + offset,
        end_s=words[-1].end_s if words else float(heard.end) + offset,
        words=words,
        no_speech=heard.no_speech_prob,
        log_probability=heard.avg_logprob,
        compression=heard.compression_ratio,
    )
