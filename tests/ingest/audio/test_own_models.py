from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convqa.errors import ModelError
from convqa.ingest.audio.engine import Voices
from convqa.ingest.audio.own_models import OwnModels


@dataclass(frozen=True)
class Found:
    start: float
    end: float
    speaker: int


class Config:
    embedding: Any

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def validate(self) -> bool:
        return Path(self.embedding.model).read_bytes() == b"model"


@dataclass
class StandIn:
    """The part of sherpa-onnx that is used."""

    found: list[Found]
    sample_rate: int = 16_000
    speakers: list[int] = field(default_factory=list)

    OfflineSpeakerSegmentationPyannoteModelConfig = Config
    OfflineSpeakerSegmentationModelConfig = Config
    SpeakerEmbeddingExtractorConfig = Config
    FastClusteringConfig = Config
    OfflineSpeakerDiarizationConfig = Config

    def OfflineSpeakerDiarization(self, config: Any) -> StandIn:  # noqa: N802 - the library's name
        self.speakers.append(config.clustering.num_clusters)
        return self

    def process(self, _: object) -> StandIn:
        return self

    def sort_by_start_time(self) -> Iterator[Found]:
        return iter(sorted(self.found, key=lambda one: one.start))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("segmentation.onnx", "embedding.onnx"):
        (tmp_path / name).write_bytes(b"model")
    return tmp_path


WORDS = [(at * 0.5, at * 0.5 + 0.4) for at in range(40)]


def separate(folder: Path, found: list[Found], speakers: int = 2) -> Voices:
    return OwnModels(folder, StandIn(found)).separate(np.zeros(20 * 16_000, np.float32), WORDS, speakers)


def test_words_go_to_who_is_found_at_their_time(folder: Path) -> None:
    voices = separate(folder, [Found(9.9, 20, 0), Found(0, 9.9, 1)])
    assert [voices.label_at(*word) for word in WORDS] == ["A"] * 20 + ["B"] * 20
    assert voices.sure


@pytest.mark.parametrize(
    "found",
    [
        [],
        [Found(0, 20, 0)],
        [Found(0, 19.4, 0), Found(19.4, 20, 1)],
        [Found(0, 5, 0), Found(15, 20, 1)],
    ],
)
def test_what_is_doubtful_is_unsure_and_every_word_has_a_voice(folder: Path, found: list[Found]) -> None:
    voices = separate(folder, found)
    assert not voices.sure
    assert all(voices.label_at(*word) for word in WORDS)


def test_words_where_nobody_was_found_go_to_the_nearest(folder: Path) -> None:
    voices = separate(folder, [Found(0, 5, 0), Found(15, 20, 1)])
    assert voices.label_at(7, 7.4) == "A"
    assert voices.label_at(13, 13.4) == "B"


def test_the_number_of_speakers_is_passed_on(folder: Path) -> None:
    library = StandIn([Found(0, 6, 0), Found(6, 12, 1), Found(12, 20, 2)])
    voices = OwnModels(folder, library).separate(np.zeros(16_000, np.float32), WORDS, 3)
    assert library.speakers == [3]
    assert {label for *_, label in voices.spans} == {"A", "B", "C"}


def test_no_words_are_nobody(folder: Path) -> None:
    voices = OwnModels(folder, StandIn([Found(0, 6, 0)])).separate(np.zeros(16_000, np.float32), [], 2)
    assert voices == Voices(spans=(), sure=False)


@pytest.mark.parametrize("name", ["segmentation.onnx", "embedding.onnx"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"there is no {name}"):
        OwnModels(folder, StandIn([]))


def test_models_that_cannot_be_used_are_reported(folder: Path) -> None:
    other_rate = OwnModels(folder, StandIn([], sample_rate=8_000))
    with pytest.raises(ModelError, match="16 kHz"):
        other_rate.separate(np.zeros(10, np.float32), WORDS, 2)
    (folder / "embedding.onnx").write_bytes(b"page not found")
    with pytest.raises(ModelError, match="cannot be used"):
        separate(folder, [])


def test_the_library_takes_what_it_is_given(folder: Path) -> None:
    """With the real library, where it is installed: these files are no models, and it says so."""
    library = pytest.importorskip("sherpa_onnx")
    with pytest.raises(ModelError, match="cannot be used"):
        OwnModels(folder, library).separate(np.zeros(10, np.float32), WORDS, 2)
