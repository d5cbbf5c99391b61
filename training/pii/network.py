"""The tagger: hashed embeddings of each token, gated convolutions over its neighbours, a label each (PyTorch)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from convqa.redaction.names.features import LABELS, ROWS

__all__ = ["LABEL_COUNT", "Tagger"]

LABEL_COUNT = 1 + 2 * len(LABELS)
WIDTHS = (64, 64, 32, 48, 24, 24)
DILATIONS = (1, 1, 2, 4)
INITIAL = 0.1


class Tagger(nn.Module):
    """Labels for tokens.

    It sees eight tokens to each side. Tokens after the end of a shorter example are kept at zero, so that an example is
    read alike alone and in a batch.
    """

    def __init__(self, width: int = 96, dropout: float = 0.15) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(rows, wide) for rows, wide in zip(ROWS, WIDTHS, strict=True))
        for embedding in self.embeddings:
            nn.init.normal_(embedding.weight, 0, INITIAL)
        self.enter = nn.Linear(sum(WIDTHS), width)
        self.entered = nn.LayerNorm(width)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, 2 * width, 3, padding=dilation, dilation=dilation) for dilation in DILATIONS
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in DILATIONS)
        self.leave = nn.Linear(width, LABEL_COUNT)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Features (n, t, 6) and mask (n, t), 1 for a token -> scores (n, t, `LABEL_COUNT`)."""
        columns = [embedding(features[..., column]) for column, embedding in enumerate(self.embeddings)]
        states = self.entered(torch.relu(self.enter(self.dropout(torch.cat(columns, -1)))))
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            if mask is not None:
                states = states * mask[..., None]
            value, gate = convolution(states.transpose(1, 2)).transpose(1, 2).chunk(2, -1)
            states = norm(states + self.dropout(value * torch.sigmoid(gate)))
        scores: Tensor = self.leave(states)
        return scores
