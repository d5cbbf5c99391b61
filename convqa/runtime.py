"""The one place that knows the runtime (ONNX Runtime on the CPU; `docs/adr/0001-encoder-runtime.md` says why).

Everything here works on the thread that calls it: who reads many conversations has a thread for each core, and a
library that takes more of its own waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from convqa.errors import ModelError

__all__ = ["Graph", "read_tokenizer"]

_SLOWER = ["SkipLayerNormFusion"]
"""What the runtime joins to its loss: sum and layer norm in one take five times what the two take."""


class Graph:
    """A network loaded from an ONNX file, run one input at a time.

    Every call runs on the calling thread alone, so that results do not depend on the number of threads and several
    worker threads can share one graph (the runtime releases the interpreter lock while it computes).
    """

    def __init__(self, path: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
            )
        except Exception as error:  # the runtime raises its own, undeclared types
            raise ModelError(
                f"{path}: the model file cannot be loaded ({type(error).__name__}); install the model again."
            ) from None
        self._outputs = [output.name for output in self._session.get_outputs()]

    def run(self, inputs: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.float32]]:
        """Run once; returns every output by name."""
        return dict(zip(self._outputs, self._session.run(self._outputs, dict(inputs)), strict=True))


def read_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer from its file, that spreads over no threads of its own."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # it is read at each call; the library has no other switch
    return Tokenizer.from_file(str(path))
