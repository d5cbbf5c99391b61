"""Step 2: the corpus as the product sees it: ingested, redacted, encoded by the runtime.

usage: python -m training.prepare ENCODER_DIR OUT_DIR [--config FILE]

The model must see in training what it sees in use, numbered placeholders and all, so the corpus goes through the
same `ingest`, `redact` and int8 encoder. Reads `data/corpus/`; writes into OUT_DIR

    states.npy   (t, d) fp16, the states of all tokens, conversation after conversation; mapped into memory when read
    turns.npz    ids and number of turns of the conversations; role, features and length in tokens of each turn
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from convqa.classify.classifier import role_indices
from convqa.classify.encoder import Encoder
from convqa.conversation import Conversation, Transcript
from convqa.ingest import IngestOptions, read
from convqa.redaction import SiteKey, redact
from convqa.roles import assign
from training.corpus import FILES, gold, records
from training.example import Example, pooled
from training.settings import Settings

CONFIG = Path(__file__).parent / "config" / "service-2.toml"

Encode = Callable[[Conversation], tuple[NDArray[np.float16], NDArray[np.int64]]]


def conversations(paths: Sequence[Path] = FILES) -> dict[str, Conversation]:
    """Every corpus conversation after ingest and redaction, by id; stated languages and roles are used."""
    found = {}
    for transcript in read([str(path) for path in paths], IngestOptions()):
        if not isinstance(transcript, Transcript) or transcript.language is None:
            raise SystemExit(
                f"the corpus cannot be read: {transcript if not isinstance(transcript, Transcript) else ''}"
            )
        roles = {key: guess.role for key, guess in assign(transcript, transcript.language).guesses.items()}
        found[transcript.id] = redact(
            transcript, language=transcript.language, roles=roles, role_certainty=1.0, key=SiteKey.default()
        )
    return found


def token_states(conversation: Conversation, encoder: Encoder) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """The states (t, d) of all tokens that are read out, turn after turn, and how many each of n turns has (n,)."""
    tokens = encoder.tokenize(conversation.turns)
    parts = [encoder.run(window.ids)[window.first : -1].astype(np.float16) for window in encoder.windows(tokens)]
    return np.concatenate(parts), np.array([len(ids) for ids in tokens.ids], dtype=np.int64)


def write(found: Mapping[str, Conversation], encode: Encode, out: Path) -> None:
    """Encode conversations on two threads and write them as the module says."""
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        encoded = list(pool.map(encode, found.values()))
    np.save(out / "states.npy", np.concatenate([states for states, _ in encoded]))
    np.savez(
        out / "turns.npz",
        ids=np.array(list(found)),
        counts=np.array([len(lengths) for _, lengths in encoded]),
        roles=np.concatenate([role_indices(conversation.turns) for conversation in found.values()]),
        lengths=np.concatenate([lengths for _, lengths in encoded]),
        features=np.concatenate([pooled(states, lengths) for states, lengths in encoded]),
    )


def load_examples(folder: Path) -> dict[str, Example]:
    """The examples that `write` left, by conversation id; the token states stay on disk until they are used."""
    states = np.load(
        folder / "states.npy", mmap_mode="c"
    )  # not "r": PyTorch takes writable arrays only; nothing is written
    right = {record["id"]: gold(record) for record in records()}
    with np.load(folder / "turns.npz") as stored:
        ids, cuts = stored["ids"].tolist(), np.cumsum(stored["counts"])[:-1]
        roles, lengths, features = (np.split(stored[name], cuts) for name in ("roles", "lengths", "features"))
    examples, start = {}, 0
    for name, role, length, feature in zip(ids, roles, lengths, features, strict=True):
        end = start + int(length.sum())
        examples[name] = Example(
            states=states[start:end], lengths=length, features=feature, roles=role, gold=right[name]
        )
        start = end
    return examples


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    encoder = Encoder(arguments.encoder, Settings.load(arguments.config).packing)
    found = conversations()
    write(found, partial(token_states, encoder=encoder), arguments.out)
    print(f"{arguments.out}: {len(found)} conversations")


if __name__ == "__main__":
    main()
