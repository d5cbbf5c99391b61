"""What can be tested of the adapter without a model; the rest is in tests/audio, with a real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from convqa.errors import ModelError
from convqa.ingest.audio.engine import RATE
from convqa.ingest.audio.whisper import WhisperEngine, find_speech_model, stretches

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a model's."""
    for name in FILES:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's cache of this machine is left alone."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))


def test_a_folder_is_taken_as_it_is(folder: Path) -> None:
    assert find_speech_model(str(folder)) == folder


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_lacks_a_file_is_no_model(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"lacks {name.split('.')[0]}.*copy the whole folder"):
        find_speech_model(str(folder))


@pytest.mark.parametrize("name", ["./models/nope", "/no/such/folder", "~/nope", "a/b/c", "C:\\models\\base"])
def test_a_path_that_is_none_is_not_looked_for_elsewhere(name: str) -> None:
    with pytest.raises(ModelError, match=r"There is no folder .*check the path"):
        find_speech_model(name)


def test_a_size_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(ModelError, match=r"no speech model 'huge'.*small.*large-v3"):
        find_speech_model("huge")


@pytest.mark.parametrize("name", ["small", "KBLab/kb-whisper-small"])
def test_what_is_not_on_the_machine_is_not_fetched_but_told(name: str) -> None:
    with pytest.raises(ModelError, match=f"{name} is not on this machine; fetch it once with --download"):
        find_speech_model(name)


def test_a_damaged_model_is_told(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded on cpu with int8 .*it is damaged or of another form"):
        WhisperEngine(str(folder), device="cpu")


def test_a_long_recording_is_cut_where_it_is_quiet() -> None:
    samples = np.full(25 * 60 * RATE, 0.1, dtype=np.float32)
    for second in (570, 1120):
        samples[second * RATE : (second + 1) * RATE] = 0.0
    cuts = list(stretches(samples))
    assert [start for start, _ in cuts][1:] == [end for _, end in cuts][:-1]
    assert (cuts[0][0], cuts[-1][1]) == (0, len(samples))
    assert all(end - start <= 600 * RATE for start, end in cuts)
    assert 570 <= cuts[0][1] / RATE <= 571
    assert 1120 <= cuts[1][1] / RATE <= 1121


@pytest.mark.parametrize("length", [0, 1, 16_000, 600 * RATE])
def test_a_short_one_is_not_cut(length: int) -> None:
    cuts = list(stretches(np.zeros(length, dtype=np.float32)))
    assert cuts == ([(0, length)] if length else [])
