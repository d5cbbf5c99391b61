"""What is usually run on conversations: `transformers` pipelines on an encoder of the same shape, for speed alone.

Needs PyTorch and transformers; `benchmarks.side_by_side` does without where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    Pipeline,
    PreTrainedTokenizerFast,
    pipeline,
)
from transformers.utils import logging

from convqa.codebook import BEHAVIOURS, CHOICES, PHASES, RATINGS, SENTIMENTS, SIGNALS
from convqa.conversation import Conversation, Role

__all__ = ["Usual"]

LONGEST = 512
SHAPE = {"hidden_size": 384, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 1536}
MARKS = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
NLI = {0: "entailment", 1: "neutral", 2: "contradiction"}

OF_A_TURN = {
    Role.AGENT: (PHASES, tuple(f"{name} {way}" for name in BEHAVIOURS for way in ("shown", "broken"))),
    Role.CUSTOMER: (SENTIMENTS, SIGNALS),
}
OF_A_CONVERSATION = (
    RATINGS,
    ("satisfied", "dissatisfied"),
    *(tuple(value or "none" for value in values) for values in CHOICES.values()),
)
"""What convqa says of a turn and of a conversation, group by group of labels that one head would give."""


class Usual:
    """The pipelines, in fp32 and with their default batch, on an encoder of the released one's shape.

    Args:
        tokenizer: the released model's `tokenizer.json`, so that all read the same tokens.
        encoder: a Hugging Face folder of the encoder; `None`: random weights, which take as long as any.
        threads: of PyTorch.
    """

    def __init__(self, tokenizer: Path, encoder: Path | None, threads: int) -> None:
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        torch.set_num_threads(threads)
        read = Tokenizer.from_file(str(tokenizer))
        read.post_processor = TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
        )
        self._tokenizer = PreTrainedTokenizerFast(tokenizer_object=read, model_max_length=LONGEST, **MARKS)
        config = BertConfig(vocab_size=read.get_vocab_size(), max_position_embeddings=LONGEST, **SHAPE)
        self._encoder = BertModel.from_pretrained(encoder) if encoder else BertModel(config)
        groups = {*(group for groups in OF_A_TURN.values() for group in groups), *OF_A_CONVERSATION}
        self._heads = {group: self._pipe("text-classification", dict(enumerate(group))) for group in groups}
        self._hypotheses = self._pipe("zero-shot-classification", NLI)

    def _pipe(self, task: str, labels: dict[int, str]) -> Pipeline:
        names = {"id2label": labels, "label2id": {label: index for index, label in labels.items()}}
        model = BertForSequenceClassification(BertConfig.from_dict(self._encoder.config.to_dict() | names))
        model.bert = self._encoder
        return pipeline(task, model=model.eval(), tokenizer=self._tokenizer, device="cpu")

    def one_head(self, conversations: Sequence[Conversation]) -> None:
        """One head, one turn at a time."""
        for conversation in conversations:
            for turn in conversation.turns:
                self._heads[SENTIMENTS](f"{turn.role}: {turn.text}", truncation=True)

    def head_by_head(self, conversations: Sequence[Conversation]) -> None:
        """A head for each group of labels: on each turn that it is about, or once on the whole, cut at 512 tokens."""
        for text, group in _asked(conversations):
            self._heads[group](text, truncation=True)

    def zero_shot(self, conversations: Sequence[Conversation]) -> None:
        """The same labels as hypotheses, each of which is read together with the text."""
        for text, group in _asked(conversations):
            self._hypotheses(text, candidate_labels=list(group))


def _asked(conversations: Sequence[Conversation]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each text with each group of labels that is asked of it."""
    for conversation in conversations:
        turns = [(turn.role, f"{turn.role}: {turn.text}") for turn in conversation.turns]
        yield from ((text, group) for role, text in turns for group in OF_A_TURN.get(role, ()))
        whole = "\n".join(text for _, text in turns)
        yield from ((whole, group) for group in OF_A_CONVERSATION)
