"""The voice encoder for recordings of one channel: GE2E weights from a wheel into a folder for release.

usage: pip download --no-deps Resemblyzer==0.1.4 && python -m training.voices Resemblyzer-0.1.4-py3-none-any.whl FOLDER

Nothing is learnt here. The weights (Apache-2.0) are read from the wheel, which itself is never installed: it asks for
PyTorch. Writes `voices.onnx` (fp16 weights), `LICENSE` and `meta.json`; `README.md` beside them is written by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import warnings
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from convqa.runtime import Graph
from training.package import halve

WHEEL = "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f"
"""SHA-256 of the wheel whose weights these are."""

_WEIGHTS = "resemblyzer/pretrained.pt"
_LICENSE = "Resemblyzer-0.1.4.dist-info/LICENSE"
_MELS, _WIDTH = 40, 256
_ENOUGH = 0.999


class VoiceEncoder(nn.Module):
    """The network of the wheel: three layers of LSTM, of whose last state a print of length 1 is made."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(_MELS, _WIDTH, 3, batch_first=True)
        self.linear = nn.Linear(_WIDTH, _WIDTH)

    def forward(self, mels: Tensor) -> Tensor:
        """Mel windows (n, frames, 40) -> prints (n, 256)."""
        _, (hidden, _) = self.lstm(mels)
        raw = torch.relu(self.linear(hidden[-1]))
        prints: Tensor = raw / torch.norm(raw, dim=1, keepdim=True)
        return prints


def load(wheel: zipfile.ZipFile) -> VoiceEncoder:
    """The encoder with the weights of the wheel."""
    state = torch.load(io.BytesIO(wheel.read(_WEIGHTS)), map_location="cpu", weights_only=True)["model_state"]
    encoder = VoiceEncoder()
    # What is left over are the two numbers of the training loss.
    missing, over = encoder.load_state_dict(state, strict=False)
    assert not missing
    assert set(over) <= {"similarity_weight", "similarity_bias"}
    return encoder.eval()


@torch.no_grad()
def export(encoder: VoiceEncoder, out: Path) -> None:
    """Write the encoder as ONNX for any number of windows of any length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own coming replacement, and of LSTM in batches
        torch.onnx.export(
            encoder,
            (torch.rand(2, 160, _MELS),),
            str(out),
            input_names=["mels"],
            output_names=["prints"],
            dynamic_axes={"mels": {0: "windows", 1: "frames"}, "prints": {0: "windows"}},
            opset_version=17,
            dynamo=False,
        )
    onnx.save(halve(onnx.load(out)), out)


@torch.no_grad()
def check(encoder: VoiceEncoder, out: Path) -> float:
    """The smallest cosine between a print of the file and one of the network, over windows of noise."""
    mels = torch.rand(16, 160, _MELS, generator=torch.Generator().manual_seed(1)) ** 4 * 0.1
    found = Graph(out).run({"mels": mels.numpy()})["prints"]
    return float(np.min(np.sum(found * encoder(mels).numpy(), axis=1)))


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    wheel: bytes = arguments.wheel.read_bytes()
    assert hashlib.sha256(wheel).hexdigest() == WHEEL, "another wheel than the one whose weights were measured"
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(wheel)) as packed:
        encoder = load(packed)
        (folder / "LICENSE").write_bytes(packed.read(_LICENSE))
        weights = hashlib.sha256(packed.read(_WEIGHTS)).hexdigest()
    export(encoder, folder / "voices.onnx")
    least = check(encoder, folder / "voices.onnx")
    assert least > _ENOUGH, least
    meta = {
        "format": 1,
        "name": "voices",
        "version": "1",
        "source": {"package": "Resemblyzer", "version": "0.1.4", "wheel": WHEEL, "weights": weights},
        "files": {"voices.onnx": hashlib.sha256((folder / "voices.onnx").read_bytes()).hexdigest()},
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    print(f"{folder}: {(folder / 'voices.onnx').stat().st_size / 1e6:.1f} MB, smallest cosine {least:.6f}")


if __name__ == "__main__":
    main()
