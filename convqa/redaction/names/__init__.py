"""What is a person's name: by the lists (`persons`), and by a trained tagger, which sees a text's `features`."""

from __future__ import annotations

from convqa.redaction.names.persons import holds_given_name, is_persons
from convqa.redaction.names.tagger import NetworkTagger, Tagger

__all__ = ["NetworkTagger", "Tagger", "holds_given_name", "is_persons"]
