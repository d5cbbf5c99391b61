"""What the papers may say of a setup, in the words and numbers of one language: the variables of the templates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from convqa import codebook
from convqa.classify.site import Figure
from convqa.conversation import Language
from convqa.privacy.markdown import Markdown, Step, flow, plain, table
from convqa.privacy.setup import People, Setup
from convqa.redaction import Kind
from convqa.redaction.leak import ORIGINAL, SPEECH, Counts, Leak, Share, Thing, share
from convqa.report.texts import Texts, texts
from convqa.rubric import Critical, Phrase

__all__ = ["steps", "variables", "words"]

_SPEECH = "faster-whisper"
_FLAGS = ("no_customer", "no_agent", "shortened")
"""Flags that are of the text and not of anybody's work: left out of the papers."""


@cache
def words(language: Language) -> Texts:
    """The words of the papers, with those of the report, whose names of ratings and flags are the same."""
    content = files("convqa.privacy").joinpath("texts", language.value, "words.toml").read_text(encoding="utf-8")
    sections: dict[str, Any] = tomllib.loads(content)
    report = texts(language)
    return replace(report, sections={**report.sections, **sections})


def variables(setup: Setup, language: Language) -> Mapping[str, object]:
    """All variables of the templates; tables and lists are Markdown, other text is escaped where it is put in."""
    say = words(language)
    leak = setup.leak
    names, spoken = (share(leak.held_out.people, style) for style in (ORIGINAL, SPEECH))
    return {
        "convqa": setup.convqa,
        "model": setup.model,
        "tested_model": setup.model.partition("+")[0],
        "redactor": setup.redactor,
        "rubric": setup.rubric.reference,
        "recordings": setup.speech is not None,
        "own_key": setup.own_key,
        "calibrated": setup.calibrated,
        "critical": _titles(setup.rubric.critical, say),
        "phrases": _titles(setup.rubric.phrases, say),
        "flags": _flags(say),
        "versions_table": _versions(setup, say),
        "ratings_table": _ratings(setup, say),
        "flow": flow(steps(setup, language)),
        "kinds_table": _kinds(say),
        "leak_table": _leak(leak, say),
        "names_found": _value(names, say),
        "names_interval": _interval(names, say),
        "names_n": say.count(names.n),
        "speech_found": _value(spoken, say),
        "numbers_n": say.count(share(leak.planted.numbers).n),
        "numbers_found": _value(share(leak.planted.numbers), say),
        "told_n": say.count(share(leak.told.others).n),
        "told_found": _value(share(leak.told.others), say),
        "told_interval": _interval(share(leak.told.others), say),
        "told_speech": _value(share(leak.told.others, SPEECH), say),
        "styles_table": _styles(leak, say),
        "planted_n": say.count(share(leak.planted.origins).n),
        "named_table": _named(leak, say),
        "same_redactor": leak.redactor == setup.redactor,
        "measured_redactor": leak.redactor,
        "stored_table": _stored(setup, say),
        "annotated": setup.annotated is not None,
        "agreement_table": _agreement(setup, say),
        "origins_table": _origins(setup, say),
        "people": _people(setup, say),
    }


def steps(setup: Setup, language: Language) -> Sequence[Step]:
    """The boxes of the data-flow picture."""
    say = words(language)
    parts = {
        "model": setup.model,
        "redactor": setup.redactor,
        "rubric": setup.rubric.reference,
        "speech": setup.speech.model if setup.speech else "",
    }
    boxes = {"source": "raw", "speech": "raw", "roles": "raw", "redact": "door", "model": "replaced",
             "rubric": "replaced", "files": "replaced", "person": "person"}  # fmt: skip
    if setup.speech is None:
        del boxes["speech"]
    return [
        Step(kind=kind, title=say.say("flow", name), text=say.say("flow", f"{name}_text", **parts))
        for name, kind in boxes.items()
    ]


def _versions(setup: Setup, say: Texts) -> Markdown:
    key = "own" if setup.own_key else "published"
    rubric = "own" if setup.own_rubric else "shipped"
    speech = say.say("setup", "no_recordings")
    if setup.speech is not None:
        voices = setup.speech.voices or say.say("setup", "shipped_voices")
        speech = say.say("setup", "recordings_by", library=_SPEECH, model=setup.speech.model, voices=voices)
    rows = {
        "convqa": setup.convqa,
        "model": say.say("setup", "calibrated" if setup.calibrated else "uncalibrated", model=setup.model),
        "codebook": setup.codebook,
        "rubric": say.say("setup", f"rubric_{rubric}", rubric=setup.rubric.reference),
        "redactor": setup.redactor,
        "key": say.say("setup", f"key_{key}"),
        "recordings": speech,
    }
    heads = [say.say("setup", "part"), say.say("setup", "used")]
    return table(heads, [[say.say("setup", f"name_{name}"), value] for name, value in rows.items()])


def _ratings(setup: Setup, say: Texts) -> Markdown:
    weights = setup.rubric.weights
    whole = sum(weights.values())
    rows = [
        [say.name("rating", name), say.say("key", f"c_{name}"), _short(weight, say), say.percent(weight / whole)]
        for name in codebook.RATINGS
        for weight in (weights[name],)
    ]
    return table([say.say("measure", head) for head in ("rating", "looks_at", "weight", "share")], rows, numbers=2)


def _short(value: float, say: Texts) -> str:
    written = say.number(value, 2)
    return written.rstrip("0").rstrip(say.sections["number"]["decimal"])


def _titles(criteria: Sequence[Critical | Phrase], say: Texts) -> Markdown:
    if not criteria:
        return Markdown(f"- {say.say('measure', 'none')}")
    titles = [_title(criterion.title, say.language) for criterion in criteria]
    return Markdown("\n".join(f"- {plain(title)}" for title in titles))


def _title(titles: Mapping[Language, str], language: Language) -> str:
    """In the paper's language, else in English, else in the first that there is."""
    return titles.get(language) or titles.get(Language.EN) or next(iter(titles.values()))


def _flags(say: Texts) -> Markdown:
    names = [name for code, name in say.sections["flag"].items() if code not in (*_FLAGS, "critical", "missing_phrase")]
    return Markdown("\n".join(f"- {plain(name)}" for name in names))


def _kinds(say: Texts) -> Markdown:
    rows = [[Markdown(f"`[{kind}_1]`"), say.say("kind", kind.lower())] for kind in Kind]
    return table([say.say("leak", "placeholder"), say.say("leak", "stands_for")], rows)


def _leak(leak: Leak, say: Texts) -> Markdown:
    heads = [say.say("leak", head) for head in ("kind", "all", "interval", "n")]
    heads += [
        *(say.name("language", language) for language in Language),
        say.say("leak", "short"),
        say.say("leak", "n"),
    ]
    rows = []
    for thing in Thing:
        found, short = leak.held_out.of(thing), leak.blind.of(thing)
        if found.n or short.n:
            by_language = (_value(leak.held_out.of(thing, language), say) for language in Language)
            row = [say.say("thing", thing), *_cells(found, say), *by_language, _value(short, say), say.count(short.n)]
            rows.append(row)
    return table(heads, rows, numbers=len(heads) - 1)


def _styles(leak: Leak, say: Texts) -> Markdown:
    """Names by how they are written, under a line for each set of texts."""
    heads = [say.say("leak", head) for head in ("style", "all", "interval", "n")]
    heads += [say.name("language", language) for language in Language]
    rows: list[list[str]] = []
    groups = {"own": leak.held_out.people, "exchanged": leak.held_out.exchanged, "passages": leak.blind.people}
    for group, counts in groups.items():
        rows.append([Markdown(f"**{plain(say.say('leak', group))}**"), *[""] * (len(heads) - 1)])
        rows += [_style(counts, style, say) for style in say.sections["style"] if style in counts]
    return table(heads, rows, numbers=len(heads) - 1)


def _style(counts: Counts, style: str, say: Texts) -> list[str]:
    by_language = (_value(share(counts, style, language), say) for language in Language)
    return [say.say("style", style), *_cells(share(counts, style), say), *by_language]


_LEAST, _MOST = 8, 4


def _named(leak: Leak, say: Texts) -> Markdown:
    """The origins of names that are found least often, those found most often, and all together."""
    heads = [say.say("leak", head) for head in ("origin", "found", "interval", "n")]
    counts = leak.planted.origins
    origins = sorted(counts, key=lambda origin: (share(counts, origin).value or 0, origin))
    rows = [[say.say("name_origin", origin), *_cells(share(counts, origin), say)] for origin in origins]
    rows[_LEAST:-_MOST] = [["…", "", "", ""]]
    rows.append([say.say("leak", "all_origins"), *_cells(share(counts), say)])
    return table(heads, rows, numbers=3)


def _cells(found: Share, say: Texts) -> tuple[str, str, str]:
    return _value(found, say), _interval(found, say), say.count(found.n)


def _value(share: Share, say: Texts) -> str:
    return "–" if share.value is None else say.number(share.value, 3)


def _interval(share: Share, say: Texts) -> str:
    return "–" if share.value is None else "–".join(say.number(end, 3) for end in share.interval)


_MADE_BY = {
    "records": "convqa score --output",
    "tables": "convqa score --csv --xlsx --parquet",
    "report": "convqa score --report",
    "transcripts": "convqa transcribe",
    "evaluation": "convqa evaluate --json",
    "calibration": "convqa calibrate",
    "key": "--key-file",
}


def _stored(setup: Setup, say: Texts) -> Markdown:
    absent = {
        name
        for name, there in {
            "transcripts": setup.speech is not None,
            "evaluation": any(one.source == "evaluation" for one in setup.people),
            "calibration": setup.calibrated,
            "key": setup.own_key,
        }.items()
        if not there
    }
    rows = []
    for name, command in _MADE_BY.items():
        if name not in absent:
            what = say.say("stored", name)
            gap = Markdown(f"[[{what}: {say.say('stored', 'fill')}]]")
            rows.append([what, Markdown(f"`{command}`"), Markdown(say.say("stored", f"{name}_holds")), gap])
    return table([say.say("stored", head) for head in ("what", "made_by", "holds", "kept")], rows)


def _agreement(setup: Setup, say: Texts) -> Markdown:
    if (found := setup.annotated) is None:
        return Markdown("")
    figures = {say.say("agreement", "all"): found.all}
    figures |= {say.name("language", language): one for language, one in found.languages.items()}
    if found.annotators is not None:
        figures[say.say("agreement", "annotators")] = found.annotators
    rows = [
        [name, say.number(one.value), _between(one.low, one.high, say), say.count(one.n)]
        for name, one in figures.items()
    ]
    return table([say.say("agreement", head) for head in ("of", "kappa", "interval", "n")], rows, numbers=3)


def _origins(setup: Setup, say: Texts) -> Markdown:
    if setup.annotated is None or not setup.annotated.origins:
        return Markdown("")
    rows = [
        [say.name("origin", name), say.percent(share), say.count(n)]
        for name, (share, n) in setup.annotated.origins.items()
    ]
    return table([say.say("agreement", head) for head in ("origin", "alike", "n")], rows, numbers=2)


def _people(setup: Setup, say: Texts) -> Markdown:
    return Markdown("\n\n".join(_of_people(one, setup, say) for one in setup.people))


def _of_people(people: People, setup: Setup, say: Texts) -> Markdown:
    models = plain(", ".join(people.models))
    parts = {"n": say.count(people.conversations), "models": models}
    lead = say.say("people", people.source, **parts)
    if setup.model.split("+")[0] not in {model.split("+")[0] for model in people.models}:
        lead += " " + say.say("people", "other_model", model=plain(setup.model))
    rows = [[say.name("rating", one.rating), *_kappa(one.kappa, say), say.count(one.n)] for one in people.ratings]
    heads = [say.say("measure", "rating"), *(say.say("agreement", head) for head in ("kappa", "interval", "n"))]
    return Markdown(f"{lead} {say.say('people', 'scale')}\n\n{table(heads, rows, numbers=3)}")


def _kappa(kappa: Figure, say: Texts) -> tuple[str, str]:
    if kappa.value is None or kappa.low is None or kappa.high is None:
        return (say.say("people", "too_few"), "–")
    return (say.number(kappa.value), _between(kappa.low, kappa.high, say))


def _between(low: float, high: float, say: Texts) -> str:
    return f"{say.number(low)} – {say.number(high)}"
