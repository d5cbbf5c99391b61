"""Names of people: lists of them (`persons`), a trained tagger, which sees `features`, and a site's own `pipelines`."""

from __future__ import annotations

from convqa.redaction.names.persons import holds_given_name, is_persons
from convqa.redaction.names.tagger import JoinedTagger, NetworkTagger, Tagger

__all__ = ["JoinedTagger", "NetworkTagger", "Tagger", "holds_given_name", "is_persons"]
