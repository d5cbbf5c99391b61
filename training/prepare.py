"""Step 2: the corpus as the product sees it: ingested, redacted, cut into tokens.

usage: python -m training.prepare ENCODER_DIR OUT_DIR [--config FILE]

The model must see in training what it sees in use, numbered placeholders and all, so the corpus goes through the
same `ingest`, `redact` and tokenizer. Reads `data/corpus/`; writes into OUT_DIR

    corpus.npz       ids and number of turns of the conversations; role and token ids of each turn; and what is right
    variants-N.npz   the same of a variation of each conversation (`training.variants`)
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from convqa.classify.classifier import role_indices
from convqa.classify.inputs import tokenize
from convqa.codebook import CHOICES
from convqa.conversation import Conversation, Transcript
from convqa.ingest import IngestOptions, read
from convqa.models import find_names
from convqa.redaction import load_redactor, redact
from convqa.roles import assign
from training.corpus import FILES, gold, records
from training.example import OF_TURNS
from training.settings import CONFIG, Settings
from training.variants import Changed, Phrases, vary

VARIANTS = 3
"""Of each conversation."""


def conversations(paths: Sequence[Path] = FILES, *, every: int = 1) -> dict[str, Conversation]:
    """Each so many-th corpus conversation after ingest and redaction, by id; stated languages and roles are used."""
    found, redactor = {}, load_redactor(find_names())
    for transcript in islice(read([str(path) for path in paths], IngestOptions()), None, None, every):
        if not isinstance(transcript, Transcript) or transcript.language is None:
            raise SystemExit(
                f"the corpus cannot be read: {transcript if not isinstance(transcript, Transcript) else ''}"
            )
        roles = {key: guess.role for key, guess in assign(transcript, transcript.language).guesses.items()}
        found[transcript.id] = redact(
            transcript,
            language=transcript.language,
            roles=roles,
            role_certainty=1.0,
            key=redactor.key,
            tagger=redactor.tagger,
        )
    return found


def labelled(found: Mapping[str, Conversation]) -> dict[str, Changed]:
    """Conversations of the corpus with what is right of them, by id."""
    right = {record["id"]: gold(record) for record in records()}
    return {name: (conversation, right[name]) for name, conversation in found.items()}


def write(found: Mapping[str, Changed], tokenizer: Tokenizer, longest_turn: int, out: Path) -> None:
    """Write labelled conversations as the module says."""
    turns = [tokenize(tokenizer, talk.turns, longest_turn).ids for talk, _ in found.values()]
    golds = [right for _, right in found.values()]
    known = {f"gold/{name}": np.concatenate([getattr(right, name) for right in golds]) for name in OF_TURNS}
    known |= {
        f"gold/{name}": np.array([getattr(right, name) for right in golds]) for name in ("ratings", "satisfaction")
    }
    known |= {f"choice/{name}": np.array([right.choices[name] for right in golds]) for name in CHOICES}
    np.savez_compressed(
        out,
        ids=np.array(list(found)),
        counts=np.array([len(ids) for ids in turns]),
        roles=np.concatenate([role_indices(talk.turns) for talk, _ in found.values()]),
        lengths=np.array([len(turn) for ids in turns for turn in ids]),
        tokens=np.concatenate([np.array(turn, dtype=np.int32) for ids in turns for turn in ids]),
        **known,  # type: ignore[arg-type] # to numpy's types, any name may be `allow_pickle`
    )


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=CONFIG)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    longest = Settings.load(arguments.config).packing.longest_turn
    tokenizer = Tokenizer.from_file(str(arguments.encoder / "tokenizer.json"))
    found, phrases = labelled(conversations()), Phrases.load()
    write(found, tokenizer, longest, arguments.out / "corpus.npz")
    for number in range(VARIANTS):
        varied = {name: vary(conversation, right, phrases, number) for name, (conversation, right) in found.items()}
        write(varied, tokenizer, longest, arguments.out / f"variants-{number}.npz")
    print(f"{arguments.out}: {len(found)} conversations")


if __name__ == "__main__":
    main()
