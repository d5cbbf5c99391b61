"""The JSON Schema of the record, generated from the types and narrowed to the codebook's values.

The types hold a codebook value as a string; the schema says which strings. Keys that are not
named stay allowed, because adding a key is no new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import TypeAdapter

from convqa import codebook
from convqa.assessment import ABSENCES, SCHEMA, Assessment

__all__ = ["schema"]

Json = dict[str, Any]


def schema() -> Json:
    """The JSON Schema (draft 2020-12) of one record; a fresh dict on every call."""
    generated = TypeAdapter(Assessment).json_schema(mode="serialization")
    definitions: Json = {name: _tidy(definition) for name, definition in generated["$defs"].items()}
    _require(definitions["Scorecard"], ("agent_id", "total", "ratings", "flags", "feedback"))
    _require(definitions["Flag"], ("name", "severity", "turns", "reason"))
    definitions["ConversationInfo"]["properties"]["speech_confidence"] = _probability()
    _narrow_turns(definitions["AssessedTurn"])
    _narrow_scores(definitions)
    properties: Json = {"schema": {"const": SCHEMA}} | _tidy(generated)["properties"]
    properties["touchpoint"] = _choice(codebook.TOUCHPOINTS)
    properties["process_failure"] = _choice(codebook.PROCESS_FAILURES)
    properties["review"] = _choice(codebook.REVIEWS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "All that convqa says of one conversation.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "$defs": definitions,
    }


def _narrow_turns(turn: Json) -> None:
    behaviours = {
        name: _closed(("shown",) if name == "extra" else ("shown", "broken"), _probability())
        for name in codebook.BEHAVIOURS
    }
    turn["properties"] |= {
        "speech_confidence": _probability(),
        "phases": _closed(codebook.PHASES, _probability()),
        "behaviours": {"type": "object", "properties": behaviours, "required": list(behaviours)},
        "sentiment": _closed(codebook.SENTIMENTS, _probability()),
        "signals": _closed(codebook.SIGNALS, _probability()),
    }
    turn["allOf"] = [
        {"if": _role("agent"), "then": {"required": ["phases", "behaviours"]}},
        {"if": _role("customer"), "then": {"required": ["sentiment", "signals"]}},
    ]


def _narrow_scores(definitions: Json) -> None:
    rating = {"anyOf": [{"$ref": "#/$defs/Rating"}, {"type": "null"}]}
    definitions["Scorecard"]["properties"]["ratings"] = _closed(codebook.RATINGS, rating)
    for name in ("Rating", "Level"):
        definitions[name]["properties"] |= {
            "value": {"type": "number", "minimum": 1, "maximum": 5},
            "rating": _scale(),
            "interval": {"type": "array", "items": _scale(), "minItems": 2, "maxItems": 2},
        }
    definitions["Rating"]["properties"]["base"] = {"type": "number", "minimum": 1, "maximum": 5}
    definitions["Absence"]["properties"]["name"] = {"enum": list(ABSENCES)}
    definitions["Flag"]["properties"]["severity"] = {"enum": ["good", "look"]}
    definitions["Feedback"]["properties"] |= {
        "kind": {"enum": ["keep", "try"]},
        "about": {"enum": list(codebook.RATINGS)},
    }
    definitions["Choice"]["properties"]["probability"] = _probability()
    definitions["Outcome"]["properties"] |= {
        "resolution": _choice(codebook.RESOLUTIONS),
        "loyalty": _choice(codebook.LOYALTIES),
    }


def _tidy(node: Json) -> Json:
    """A copy without generated titles and defaults, descriptions cut to their first paragraph."""
    tidy: Json = {}
    for key, value in node.items():
        if key == "properties":
            tidy[key] = {name: _tidy(part) for name, part in value.items()}
        elif key == "description":
            tidy[key] = " ".join(value.split("\n\n")[0].split())
        elif key not in ("title", "default"):
            tidy[key] = value
    return tidy


def _require(definition: Json, names: Sequence[str]) -> None:
    definition["required"] = list(names)


def _choice(values: Iterable[str | None]) -> Json:
    return {"$ref": "#/$defs/Choice", "properties": {"value": {"enum": list(values)}}}


def _closed(names: Sequence[str], value: Json) -> Json:
    return {"type": "object", "properties": {name: dict(value) for name in names}, "required": list(names)}


def _role(role: str) -> Json:
    return {"properties": {"role": {"const": role}}}


def _probability() -> Json:
    return {"type": "number", "minimum": 0, "maximum": 1}


def _scale() -> Json:
    return {"type": "integer", "minimum": 1, "maximum": 5}
