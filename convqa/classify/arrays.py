"""Files of numpy arrays in a model folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from convqa.errors import ModelError

__all__ = ["read_arrays"]

Made = TypeVar("Made")


def read_arrays(path: Path, make: Callable[[Mapping[str, NDArray[Any]]], Made]) -> Made:
    """What `make` makes of the arrays of an .npz file, by their names.

    Raises:
        ModelError: the file is missing or damaged, or an array is wanting.
    """
    try:
        with np.load(path) as stored:
            return make({name: stored[name] for name in stored.files})
    except Exception as error:  # what numpy and zipfile raise of damaged bytes is not declared
        raise ModelError(f"{path}: cannot be read ({type(error).__name__}); install the model again.") from None
