"""The tagger: what is known of each token, gated convolutions over its neighbours, a label each (PyTorch)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from convqa.redaction.names.features import LABELS, MOST_PIECES, NO_PIECE, ROWS

__all__ = ["LABEL_COUNT", "Released", "Tagger", "piece_vectors"]

LABEL_COUNT = 1 + 2 * len(LABELS)
WIDTHS = (64, 64, 32, 48, 24, 24)
PIECE_WIDTH = 80
DILATIONS = (1, 1, 2, 4, 8)
INITIAL = 0.1


def piece_vectors(base: Path) -> Tensor:
    """(pieces, d): the word embeddings of an encoder's folder, centred and of spread one; `NO_PIECE` is zero."""
    weights = load_file(base / "model.safetensors")
    table = next(value for name, value in weights.items() if name.endswith("word_embeddings.weight")).float()
    table = (table - table.mean(0)) / table.std()
    table[NO_PIECE] = 0
    return table


class Tagger(nn.Module):
    """Labels for tokens.

    It sees sixteen tokens to each side. Tokens after the end of a shorter example are kept at zero, so that an example
    is read alike alone and in a batch.

    Args:
        pieces: (pieces, d) what is known of pieces (`piece_vectors`); it is not trained and not saved.
        width: of the convolutions.
        dropout: in training.
    """

    pieces: Tensor

    def __init__(self, pieces: Tensor, width: int = 96, dropout: float = 0.15) -> None:
        super().__init__()
        self.register_buffer("pieces", pieces, persistent=False)
        self.project = nn.Linear(pieces.shape[1], PIECE_WIDTH, bias=False)
        embeddings = [nn.Embedding(rows, wide) for rows, wide in zip(ROWS, WIDTHS, strict=True)]
        for embedding in embeddings:
            nn.init.normal_(embedding.weight, 0, INITIAL)
        self.embeddings = nn.ModuleList(embeddings)
        self.enter = nn.Linear(sum(WIDTHS) + 2 * PIECE_WIDTH, width)
        self.entered = nn.LayerNorm(width)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(width, 2 * width, 3, padding=dilation, dilation=dilation) for dilation in DILATIONS
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in DILATIONS)
        self.leave = nn.Linear(width, LABEL_COUNT)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Features (n, t, 16) and mask (n, t), 1 for a token -> scores (n, t, `LABEL_COUNT`)."""
        words = [self.project(mean(self.pieces, ids)) for ids in word_pieces(features)]
        return self.label(features, words, mask)

    def label(self, features: Tensor, words: Sequence[Tensor], mask: Tensor | None) -> Tensor:
        """The scores, given what the pieces say of each word: (n, t, `PIECE_WIDTH`) with a capital and without."""
        columns = [embedding(features[..., column]) for column, embedding in enumerate(self.embeddings)]
        states = self.entered(torch.relu(self.enter(self.dropout(torch.cat([*columns, *words], -1)))))
        for layer, norm in enumerate(self.norms):
            if mask is not None:
                states = states * mask[..., None]
            value, gate = self.convolve(layer, states).chunk(2, -1)
            states = norm(states + self.dropout(value * torch.sigmoid(gate)))
        scores: Tensor = self.leave(states)
        return scores

    def convolve(self, layer: int, states: Tensor) -> Tensor:
        """(n, t, 2 width) of (n, t, width)."""
        found: Tensor = self.convolutions[layer](states.transpose(1, 2)).transpose(1, 2)
        return found


class Released(Tagger):
    """A trained tagger as it is shipped: it says the same, and takes less memory and time.

    The pieces are projected beforehand, a small table in the place of a large one. Each convolution is one
    multiplication of a token and its two neighbours, which, unlike a convolution, 8-bit numbers make faster.
    """

    def __init__(self, tagger: Tagger) -> None:
        super().__init__(tagger.pieces)
        self.load_state_dict(tagger.state_dict())
        self.table = nn.Parameter((tagger.pieces @ tagger.project.weight.T).detach())
        self.multiplications = nn.ModuleList()
        for convolution in tagger.convolutions:
            assert isinstance(convolution, nn.Conv1d)
            assert isinstance(convolution.bias, nn.Parameter)
            weight = convolution.weight.detach().permute(0, 2, 1).flatten(1)
            linear = nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight, linear.bias = nn.Parameter(weight.contiguous()), convolution.bias
            self.multiplications.append(linear)
        self.eval()

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """As `Tagger.forward`."""
        return self.label(features, [mean(self.table, ids) for ids in word_pieces(features)], mask)

    def convolve(self, layer: int, states: Tensor) -> Tensor:
        """As of `Tagger`."""
        reach = DILATIONS[layer]
        padded = torch.nn.functional.pad(states, (0, 0, reach, reach))
        beside = torch.cat([padded[:, : -2 * reach], states, padded[:, 2 * reach :]], -1)
        found: Tensor = self.multiplications[layer](beside)
        return found


def word_pieces(features: Tensor) -> tuple[Tensor, Tensor]:
    """(n, t, `MOST_PIECES`) ids of the pieces of each word with a capital, and in lower case."""
    first = len(ROWS)
    return features[..., first : first + MOST_PIECES], features[..., first + MOST_PIECES :]


def mean(table: Tensor, ids: Tensor) -> Tensor:
    """The mean of rows of a table over the last axis of their ids, `NO_PIECE` left out."""
    count = (ids != NO_PIECE).sum(-1, keepdim=True).clamp(min=1)
    return torch.nn.functional.embedding(ids, table).sum(-2) / count
