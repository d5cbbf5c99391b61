"""Which runtime for the encoder? Speed and equality of results, side by side in one run.

usage: python -m benchmarks.runtimes BASE_DIR        (a folder made by `python -m training.base`; needs 'convqa[train]')

Prints, per runtime: tokens a second on one thread, one window at a time; the same in padded batches of eight; how
far a window's result moves when it shares a batch; and the mean cosine of token states to fp32.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import ctranslate2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from training.corpus import texts
from training.encoder import export, quantize
from training.vocabulary import trim

WINDOWS, LENGTHS, REPEATS = 32, (128, 256), 3
Array = NDArray[np.float32]
Run = Callable[[NDArray[np.int64]], Array]
"""ids (b, t) -> last-layer states (b, t, 384)."""


def onnx(path: Path) -> Run:
    """ONNX Runtime; the exported graph takes one window, so a batch is only possible where rows are of one length."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda ids: session.run(None, {"ids": ids})[0][None, :, -384:]


def translate2(path: Path, compute_type: str) -> Run:
    """CTranslate2."""
    encoder = ctranslate2.Encoder(str(path), device="cpu", compute_type=compute_type, intra_threads=1)

    def run(ids: NDArray[np.int64]) -> Array:
        return np.array(encoder.forward_batch(ids.tolist()).last_hidden_state)

    return run


def windows(tokenizer: Tokenizer, length: int) -> NDArray[np.int64]:
    """(WINDOWS, length) real corpus text with its marks."""
    flat = [
        i for encoding in tokenizer.encode_batch_fast(texts()[:6000], add_special_tokens=False) for i in encoding.ids
    ]
    rows = np.array(flat[: WINDOWS * (length - 2)]).reshape(WINDOWS, length - 2)
    return np.pad(rows, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 2)))


def measure(name: str, run: Run, rows: NDArray[np.int64], reference: list[Array] | None, batched: bool) -> list[Array]:
    """Print one line; returns the states of each window run alone."""
    run(rows[:1])
    alone, seconds = best(lambda: [run(rows[i : i + 1])[0] for i in range(WINDOWS)])
    speed, together, moved = rows.size / seconds, "", ""
    if batched:
        shared, whole = best(lambda: [row for i in range(0, WINDOWS, 8) for row in run(rows[i : i + 8])])
        together = f"{rows.size / whole:,.0f}"
        moved = f"{max(float(abs(a - b).max()) for a, b in zip(alone, shared, strict=True)):.2g}"
    cosine = (
        "1"
        if reference is None
        else f"{np.mean([similarity(a, b) for a, b in zip(alone, reference, strict=True)]):.4f}"
    )
    print(f"| {rows.shape[1]} | {name} | {speed:,.0f} | {together or '-'} | {moved or '-'} | {cosine} |", flush=True)
    return alone


def best(work: Callable[[], list[Array]]) -> tuple[list[Array], float]:
    """What `work` returns, and the least of its times: what else the machine does can only add to them."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        states = work()
        times.append(time.perf_counter() - start)
    return states, min(times)


def similarity(a: Array, b: Array) -> float:
    """Mean cosine over tokens."""
    return float(((a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)).mean())


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    base: Path = parser.parse_args().base
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = trim(base, texts(), folder)
        export(model, folder / "fp32.onnx")
        quantize(folder / "fp32.onnx", folder / "int8.onnx")
        model.config.position_embedding_type = "absolute"  # which recent transformers no longer write
        model.save_pretrained(folder / "hf")
        special = {"unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>"}
        PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **special).save_pretrained(folder / "hf")
        ctranslate2.converters.TransformersConverter(str(folder / "hf")).convert(str(folder / "ct2"))
        runs = {
            "ONNX Runtime fp32": onnx(folder / "fp32.onnx"),
            "ONNX Runtime int8": onnx(folder / "int8.onnx"),
            "CTranslate2 fp32": translate2(folder / "ct2", "float32"),
            "CTranslate2 int8": translate2(folder / "ct2", "int8_float32"),
        }
        versions = ", ".join(f"{name} {version(name)}" for name in ("onnxruntime", "ctranslate2"))
        print(f"{platform.machine()}, one thread; {versions}; {WINDOWS} windows a length, best of {REPEATS}\n")
        print("| tokens | runtime | alone, tokens/s | batches of 8, tokens/s | moved by the batch | cosine to fp32 |")
        print("| --- | --- | --- | --- | --- | --- |")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        for length in LENGTHS:
            rows, reference = windows(tokenizer, length), None
            for name, run in runs.items():
                states = measure(name, run, rows, reference, batched=name.startswith("CT"))
                reference = reference or states


if __name__ == "__main__":
    main()
