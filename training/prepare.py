"""Step 2: the corpus as the product sees it: ingested, redacted, encoded by the runtime.

usage: python -m training.prepare ENCODER_DIR OUT.npz [--config FILE]

The model must see in training what it sees in use, numbered placeholders and all, so the corpus goes through the
same `ingest`, `redact` and int8 encoder. Reads `data/corpus/`; writes the turn features.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
from training.fit import Example
from training.settings import Settings

CONFIG = Path(__file__).parent / "config" / "service-1.toml"


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


def encode(found: Sequence[Conversation], encoder: Encoder) -> list[NDArray[np.float32]]:
    """Turn features of each conversation, on two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda conversation: encoder.features(encoder.tokenize(conversation.turns)), found))


def load_examples(features: Path) -> dict[str, Example]:
    """The examples that `main` prepared, by conversation id."""
    with np.load(features) as stored:
        flat, lengths, ids = stored["features"].astype(np.float32), stored["lengths"], stored["ids"]
        roles = np.split(stored["roles"], np.cumsum(lengths)[:-1])
    by_id = {record["id"]: gold(record) for record in records()}
    parts = np.split(flat, np.cumsum(lengths)[:-1])
    return {
        str(name): Example(features=part, roles=role, gold=by_id[str(name)])
        for name, part, role in zip(ids, parts, roles, strict=True)
    }


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    found = conversations()
    features = encode(list(found.values()), Encoder(arguments.encoder, Settings.load(arguments.config).packing))
    np.savez(
        arguments.out,
        ids=np.array(list(found)),
        features=np.concatenate(features).astype(np.float16),
        roles=np.concatenate([role_indices(conversation.turns) for conversation in found.values()]),
        lengths=np.array([len(part) for part in features]),
    )
    print(f"{arguments.out}: {len(found)} conversations, {sum(map(len, features))} turns")


if __name__ == "__main__":
    main()
