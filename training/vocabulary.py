"""Step 1: trim the base encoder's vocabulary to the pieces that the five languages use.

usage: python -m training.vocabulary BASE_DIR OUT_DIR

Of 250,000 pieces about 40,000 are ever produced by Danish, Norwegian, Swedish and English text, so the rest, and
two thirds of the model's size with it, can go: on text of these languages the tokenisation stays the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel
from wordfreq import top_n_list

from training.corpus import texts

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORD_LISTS = ("da", "nb", "sv", "en")
WORDS_PER_LANGUAGE = 60_000
EMOJI = [chr(code) for first, last in ((0x1F300, 0x1FAFF), (0x2600, 0x27BF)) for code in range(first, last)]
CHARACTERS = [chr(code) for code in range(0x21, 0x250)] + list("–—‘’“”„…€•«»°½")


def used_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> set[int]:
    """Ids of every piece that the word lists, single characters, emoji and `texts` produce."""
    samples = list(texts) + CHARACTERS + EMOJI
    for language in WORD_LISTS:
        words = top_n_list(language, WORDS_PER_LANGUAGE)
        samples += words + [word.capitalize() for word in words] + [word.upper() for word in words[:5_000]]
    used: set[int] = set()
    for encoding in tokenizer.encode_batch_fast(samples, add_special_tokens=False):
        used.update(encoding.ids)
    return used


def trim(base: Path, said: Iterable[str], out: Path) -> BertModel:
    """Write `out/tokenizer.json` and return the encoder with the kept rows of its embedding.

    Ids 0-3 stay `<s> <pad> </s> <unk>`; the kept pieces follow in their old order. The tokenizer adds no special
    tokens by itself: `convqa.classify.inputs` places them.
    """
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    keep = [0, 1, 2, 3, *sorted(used_pieces(tokenizer, said) - {0, 1, 2, 3})]
    spec = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = spec["model"]["vocab"]
    assert tuple(vocabulary[i][0] for i in range(4)) == SPECIAL
    spec["model"]["vocab"] = [vocabulary[i] for i in keep]
    spec["added_tokens"] = [token for token in spec["added_tokens"] if token["content"] in SPECIAL]
    spec["post_processor"] = None
    spec["truncation"] = spec["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    model = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
    rows = model.embeddings.word_embeddings.weight.data[torch.tensor(keep)]
    model.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows, freeze=True, padding_idx=1)
    model.config.vocab_size = len(keep)
    model.eval()
    return model


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = trim(arguments.base, texts(), arguments.out)
    model.save_pretrained(arguments.out)
    print(f"{arguments.out}: {model.config.vocab_size:,} pieces")


if __name__ == "__main__":
    main()
