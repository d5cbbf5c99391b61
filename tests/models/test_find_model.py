from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from convqa.errors import ModelError
from convqa.models import VARIABLE, find_model, find_voices, verify_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    model.mkdir()
    (model / "weights.bin").write_bytes(b"0123456789")
    write_meta(model, {"files": {"weights.bin": hashlib.sha256(b"0123456789").hexdigest()}})
    return model


def write_meta(model: Path, meta: object) -> None:
    (model / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def test_the_given_folder_is_used(folder: Path) -> None:
    assert find_model(folder) == folder


def test_the_environment_names_a_folder_and_the_call_goes_before_it(folder: Path, tmp_path: Path) -> None:
    assert find_model(None, {VARIABLE: str(folder)}) == folder
    with pytest.raises(ModelError, match="elsewhere: there is no such model folder"):
        find_model(tmp_path / "elsewhere", {VARIABLE: str(folder)})


def test_a_folder_asked_for_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gone: there is no such model folder"):
        find_model(None, {VARIABLE: str(tmp_path / "gone")})


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "weights.bin").unlink()
    with pytest.raises(ModelError, match=r"weights\.bin: this file of the model is missing"):
        verify_model(folder)


@pytest.mark.parametrize("content", [b"", b"012345678", b"0123456780"])
def test_a_damaged_file_is_named(folder: Path, content: bytes) -> None:
    (folder / "weights.bin").write_bytes(content)
    with pytest.raises(ModelError, match=r"weights\.bin: this file of the model is damaged"):
        verify_model(folder)


@pytest.mark.parametrize("meta", ["", "{", "[]", "{}", '{"files": {}}', '{"files": ["weights.bin"]}'])
def test_a_description_that_lists_no_files_is_refused(folder: Path, meta: str) -> None:
    (folder / "meta.json").write_text(meta, encoding="utf-8")
    with pytest.raises(ModelError, match=r"meta\.json: .*copy the whole folder again"):
        verify_model(folder)


def test_a_folder_without_a_description_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="so it is not a model folder"):
        verify_model(tmp_path)


def test_the_voice_encoder_is_the_first_that_is_there(folder: Path, tmp_path: Path) -> None:
    assert find_voices([tmp_path / "gone", folder]) == folder
    with pytest.raises(ModelError, match=r"no voice encoder .*; install convqa again"):
        find_voices([tmp_path / "gone"])


def test_a_damaged_voice_encoder_is_not_used(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(b"012345678")
    with pytest.raises(ModelError, match="is damaged or was changed"):
        find_voices([folder])


def test_the_voice_encoder_of_the_checkout_is_whole() -> None:
    assert (find_voices() / "LICENSE").is_file()
