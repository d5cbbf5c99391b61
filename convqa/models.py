"""Finding a model folder and making sure that it is whole.

A model folder describes itself: `meta.json` names the model and lists every other file with its
SHA-256 under `"files"`. Weights that were cut off by a full disk or a broken download are found
here, with a sentence, and not as odd ratings later.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from convqa.errors import ModelError

__all__ = ["VARIABLE", "find_model", "find_names", "find_voices", "verify_model"]

VARIABLE = "CONVQA_MODEL"
"""The environment variable that names a model folder where the call names none."""

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_model"
_CHECKOUT = _PACKAGE.parent / "models" / "service-6"
_NAMES = (_PACKAGE / "_names", _PACKAGE.parent / "models" / "names-3")
_VOICES = (_PACKAGE / "_voices", _PACKAGE.parent / "models" / "voices-1")


def find_model(path: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the model to use, verified.

    The first that is there of: the folder given, the one `$CONVQA_MODEL` names, the one inside the
    installed package, the one of the checkout. A folder that was asked for is never replaced by another.

    Raises:
        ModelError: there is no such folder, or what lies in it is incomplete or damaged.
    """
    if path is not None:
        return verify_model(path)
    if environment.get(VARIABLE):
        return verify_model(Path(environment[VARIABLE]))
    for folder in (_INSTALLED, _CHECKOUT):
        if folder.is_dir():
            return verify_model(folder)
    raise ModelError(f"this copy of convqa has no model inside; name a model folder with --model or {VARIABLE}.")


def find_names(folders: Sequence[Path] = _NAMES) -> Path:
    """The folder of the finder of names, verified: the first of `folders` that is there.

    Raises:
        ModelError: there is none, or what lies in it is incomplete or damaged.
    """
    for folder in folders:
        if folder.is_dir():
            return verify_model(folder)
    raise ModelError("this copy of convqa has no finder of names, without which too many would stay; install it again.")


def find_voices(folders: Sequence[Path] = _VOICES) -> Path:
    """The folder of the voice encoder, for recordings of one channel, verified: the first of `folders` that is there.

    Raises:
        ModelError: there is none, or what lies in it is incomplete or damaged.
    """
    for folder in folders:
        if folder.is_dir():
            return verify_model(folder)
    raise ModelError("this copy of convqa has no voice encoder for recordings of one channel; install convqa again.")


def verify_model(folder: Path) -> Path:
    """Return `folder` if it is a whole model folder: each file that `meta.json` lists has the listed SHA-256.

    Raises:
        ModelError: it is not.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: there is no such model folder; check the path.")
    for name, expected in _listed_files(folder / "meta.json").items():
        file = folder / name
        if not file.is_file():
            raise ModelError(f"{file}: this file of the model is missing; copy the whole folder again.")
        if _sha256(file) != expected:
            raise ModelError(f"{file}: this file of the model is damaged or was changed; copy the whole folder again.")
    return folder


def _listed_files(meta: Path) -> dict[str, str]:
    """`{file name: SHA-256}` as `meta.json` lists them."""
    try:
        files = json.loads(meta.read_text(encoding="utf-8"))["files"]
    except FileNotFoundError:
        raise ModelError(f"{meta.parent}: has no meta.json, so it is not a model folder; check the path.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"{meta}: cannot be read as a model's description; copy the whole folder again.") from None
    if not isinstance(files, dict) or not files:
        raise ModelError(f"{meta}: lists no files; copy the whole folder again.")
    return files


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
