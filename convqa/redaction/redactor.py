"""What redacts the conversations of a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from convqa.redaction.keys import SiteKey
from convqa.redaction.names import JoinedTagger, NetworkTagger, Tagger

__all__ = ["NAME", "VERSION", "Redactor", "load_redactor"]

NAME = "rules"
VERSION = "12"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """All that is settled once for a run.

    Attributes:
        key: of the codes that stand for ids.
        tagger: of names that no rule finds; `None`: rules alone, which find fewer.
    """

    key: SiteKey
    tagger: Tagger | None

    @property
    def name(self) -> str:
        """Name and version of rules and taggers, e.g. ``"rules@9+names@3"``, and what a site adds after that."""
        rules = f"{NAME}@{VERSION}"
        return f"{rules}+{self.tagger.name}" if self.tagger else rules


def load_redactor(names: Path, key: SiteKey | None = None, own: Tagger | None = None) -> Redactor:
    """The redactor with the tagger of a folder (`convqa.models.find_names`).

    Args:
        names: the folder, verified.
        key: the site's; `None`: the published one.
        own: a tagger of the site's that is asked too (`convqa.redaction.names.pipelines`).

    Raises:
        ModelError: the tagger cannot be loaded.
    """
    tagger = _tagger(names, (names / "meta.json").read_bytes())
    return Redactor(key=key or SiteKey.default(), tagger=JoinedTagger(tagger, own) if own else tagger)


@cache
def _tagger(names: Path, meta: bytes) -> NetworkTagger:  # noqa: ARG001 - another description is another tagger
    return NetworkTagger(names)
