"""Voices told apart by models of the user's own, run by sherpa-onnx (extra `diarization`); nothing else imports it.

Not one real model was to be had where this was written: it is tested against a stand-in of the library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from convqa.errors import MissingExtraError, ModelError
from convqa.ingest.audio.engine import RATE, Samples, Voices
from convqa.ingest.audio.grouping import Labels, Pieces, pieces
from convqa.ingest.audio.voices import spans_of

__all__ = ["OwnModels", "load_own_models"]

_SEGMENTATION, _EMBEDDING = "segmentation.onnx", "embedding.onnx"
_SPEECH_ON_S, _SPEECH_OFF_S = 0.3, 0.5
_LEAST, _SPEECH_S, _COVERED = 0.05, 10.0, 0.9


class Stretch(Protocol):
    """What sherpa-onnx finds: one speaker, counted from 0, from `start` to `end` in seconds."""

    start: float
    end: float
    speaker: int


class OwnModels:
    """Runs sherpa-onnx over the whole recording and lays what it finds over the words."""

    def __init__(self, folder: Path, library: Any) -> None:
        """Find the models.

        Args:
            folder: holds `segmentation.onnx` (a pyannote segmentation model) and `embedding.onnx` (a speaker model).
            library: the module `sherpa_onnx`.

        Raises:
            ModelError: one of the files is not there.
        """
        for name in (_SEGMENTATION, _EMBEDDING):
            if not (folder / name).is_file():
                raise ModelError(
                    f"{folder}: there is no {name}; a folder for --diarization-model holds {_SEGMENTATION} and "
                    f"{_EMBEDDING}, as docs/audio.md says."
                )
        self._folder = folder
        self._library = library

    def separate(self, samples: Samples, spans: Sequence[tuple[float, float]], speakers: int) -> Voices:
        """As `Diarizer` says.

        Sure where each voice has a twentieth of the speech, there are ten seconds of it, and the models found somebody
        in nine tenths of what was recognised.

        Raises:
            ModelError: the library cannot load the models, or they are for another sample rate.
        """
        found: list[Stretch] = list(self._load(speakers).process(samples).sort_by_start_time())
        said = pieces(spans)
        if not found or not len(said):
            return Voices(spans=spans_of(said, np.zeros(len(said), np.int64)), sure=False)
        shared = _shared(said, found)
        labels = _labels(said, found, shared)
        length = said[:, 1] - said[:, 0]
        least = np.bincount(labels, weights=length, minlength=speakers).min()
        covered = np.minimum(shared.sum(axis=1), length).sum()
        sure = length.sum() >= _SPEECH_S and least >= _LEAST * length.sum() and covered >= _COVERED * length.sum()
        return Voices(spans=spans_of(said, labels), sure=bool(sure))

    def _load(self, speakers: int) -> Any:
        of = self._library
        pyannote = of.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(self._folder / _SEGMENTATION))
        config = of.OfflineSpeakerDiarizationConfig(
            segmentation=of.OfflineSpeakerSegmentationModelConfig(pyannote=pyannote, num_threads=1),
            embedding=of.SpeakerEmbeddingExtractorConfig(model=str(self._folder / _EMBEDDING), num_threads=1),
            clustering=of.FastClusteringConfig(num_clusters=speakers),
            min_duration_on=_SPEECH_ON_S,
            min_duration_off=_SPEECH_OFF_S,
        )
        try:
            diarizer = of.OfflineSpeakerDiarization(config) if config.validate() else None
        except RuntimeError:
            diarizer = None
        if diarizer is None or diarizer.sample_rate != RATE:
            raise ModelError(f"{self._folder}: the diarization models cannot be used; they must be for 16 kHz.")
        return diarizer


def load_own_models(folder: Path) -> OwnModels:
    """The diarizer with the models in a folder.

    Raises:
        ModelError: a file is not there.
        MissingExtraError: the extra `diarization` is not installed.
    """
    try:
        import sherpa_onnx
    except ImportError:
        raise MissingExtraError(what="--diarization-model", extra="diarization") from None
    return OwnModels(folder, sherpa_onnx)


def _shared(said: Pieces, found: Sequence[Stretch]) -> NDArray[np.float64]:
    """(pieces, stretches) seconds that each piece shares with each stretch."""
    starts = np.array([one.start for one in found])
    ends = np.array([one.end for one in found])
    overlap: NDArray[np.float64] = np.minimum(said[:, 1:], ends) - np.maximum(said[:, :1], starts)
    return np.maximum(overlap, 0.0)


def _labels(said: Pieces, found: Sequence[Stretch], shared: NDArray[np.float64]) -> Labels:
    """(pieces,) the speaker who shares the most of each, else of the nearest stretch."""
    speakers = np.array([one.speaker for one in found])
    held = np.stack([shared[:, speakers == one].sum(axis=1) for one in range(speakers.max() + 1)], axis=1)
    middle = said.mean(axis=1)[:, None]
    away = np.maximum(np.array([one.start for one in found]) - middle, middle - np.array([one.end for one in found]))
    nearest = speakers[away.argmin(axis=1)]
    labels: Labels = np.where(held.max(axis=1) > 0, held.argmax(axis=1), nearest)
    return labels
