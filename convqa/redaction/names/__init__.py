"""What is a person's name: by the lists, and what a tagger sees of a text (`features`)."""

from __future__ import annotations

from convqa.redaction.names.persons import holds_given_name, is_persons

__all__ = ["holds_given_name", "is_persons"]
