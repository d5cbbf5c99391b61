"""Step 2: the corpus as the product sees it: ingested, redacted, encoded by the runtime.

usage: python -m training.prepare ENCODER_DIR OUT_DIR [--config FILE]

The model must see in training what it sees in use, numbered placeholders and all, so the corpus goes through the
same `ingest`, `redact` and int8 encoder. Reads `data/corpus/`; writes into OUT_DIR

    states.npy   (t, d) fp16, the states of all tokens, conversation after conversation; mapped into memory when read
    turns.npz    ids and number of turns of the conversations; role, features and length in tokens of each turn; and
                 what is right
    variants/    the same of one variation of each conversation (`training.variants`)
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
from training.corpus import CHOICES, FILES, Gold, gold, records, source
from training.example import Example, pooled
from training.settings import Settings
from training.variants import Changed, Phrases, vary

CONFIG = Path(__file__).parent / "config" / "service-2.toml"

OF_TURNS = ("phases", "behaviours", "sentiment", "signals")
"""What `Gold` says of turns."""

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


def labelled(found: Mapping[str, Conversation]) -> dict[str, Changed]:
    """Conversations of the corpus with what is right of them, by id."""
    right = {record["id"]: gold(record) for record in records()}
    return {name: (conversation, right[name]) for name, conversation in found.items()}


def write(found: Mapping[str, Changed], encode: Encode, out: Path) -> None:
    """Encode labelled conversations on two threads and write them as the module says."""
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        encoded = list(pool.map(encode, [conversation for conversation, _ in found.values()]))
    np.save(out / "states.npy", np.concatenate([states for states, _ in encoded]))
    golds = [right for _, right in found.values()]
    np.savez(
        out / "turns.npz",
        ids=np.array(list(found)),
        counts=np.array([len(lengths) for _, lengths in encoded]),
        roles=np.concatenate([role_indices(conversation.turns) for conversation, _ in found.values()]),
        lengths=np.concatenate([lengths for _, lengths in encoded]),
        features=np.concatenate([pooled(states, lengths) for states, lengths in encoded]),
        **{f"gold/{name}": np.concatenate([getattr(right, name) for right in golds]) for name in OF_TURNS},
        **{f"gold/{name}": np.array([getattr(right, name) for right in golds]) for name in ("ratings", "satisfaction")},
        **{f"choice/{name}": np.array([right.choices[name] for right in golds]) for name in CHOICES},
    )


def load(folder: Path) -> dict[str, Example]:
    """The examples that `write` left, by conversation id; the token states stay on disk until they are used."""
    states = np.load(
        folder / "states.npy", mmap_mode="c"
    )  # not "r": PyTorch takes writable arrays only; nothing is written
    with np.load(folder / "turns.npz") as stored:
        ids, cuts = stored["ids"].tolist(), np.cumsum(stored["counts"])[:-1]
        of_turns = {
            name: np.split(stored[name], cuts)
            for name in ("roles", "lengths", "features", *(f"gold/{name}" for name in OF_TURNS))
        }
        ratings, satisfaction = stored["gold/ratings"], stored["gold/satisfaction"].tolist()
        choices = {name: stored[f"choice/{name}"].tolist() for name in CHOICES}
    examples, start = {}, 0
    for number, name in enumerate(ids):
        parts = {key: values[number] for key, values in of_turns.items()}
        end = start + int(parts["lengths"].sum())
        examples[name] = Example(
            states=states[start:end],
            lengths=parts["lengths"],
            features=parts["features"],
            roles=parts["roles"],
            source=source(name),
            gold=Gold(
                **{key: parts[f"gold/{key}"] for key in OF_TURNS},
                ratings=ratings[number],
                satisfaction=satisfaction[number],
                choices={key: values[number] for key, values in choices.items()},
            ),
        )
        start = end
    return examples


def load_examples(folder: Path) -> dict[str, Example]:
    """The examples that `main` left, each with its variation where there are variations."""
    examples = load(folder)
    variants = load(folder / "variants") if (folder / "variants").exists() else {}
    return {name: replace(example, variant=variants.get(name)) for name, example in examples.items()}


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    encoder = Encoder(arguments.encoder, Settings.load(arguments.config).packing)
    found, phrases, encode = labelled(conversations()), Phrases.load(), partial(token_states, encoder=encoder)
    write(found, encode, arguments.out)
    varied = {name: vary(conversation, right, phrases) for name, (conversation, right) in found.items()}
    write(varied, encode, arguments.out / "variants")
    print(f"{arguments.out}: {len(found)} conversations")


if __name__ == "__main__":
    main()
