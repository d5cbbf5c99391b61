"""Findings that overlap become one."""

from __future__ import annotations

from collections.abc import Iterable

from convqa.redaction.findings import SEPARATOR, Finding, Reading

__all__ = ["resolve"]


def resolve(reading: Reading, findings: Iterable[Finding], protected: Iterable[tuple[int, int]]) -> list[Finding]:
    """Disjoint findings in order of place.

    Findings that overlap are merged into one that covers them all, so that no rest of either leaks;
    its kind is that of the highest score, then of the longest. Findings that touch a protected span
    (a placeholder or a mask of the source) or reach over the end of a turn are dropped.
    """
    kept = [f for f in findings if SEPARATOR not in reading.text[f.start : f.end]]
    merged: list[Finding] = []
    best: Finding | None = None
    for finding in sorted(_outside(kept, protected), key=lambda f: (f.start, -f.end, f.kind)):
        if best is None or finding.start >= merged[-1].end:
            best = finding
            merged.append(finding)
            continue
        best = max(best, finding, key=lambda f: (f.score, f.end - f.start))
        merged[-1] = Finding(merged[-1].start, max(merged[-1].end, finding.end), best.kind, best.score)
    return merged


def _outside(findings: list[Finding], protected: Iterable[tuple[int, int]]) -> list[Finding]:
    """The findings that touch no protected span."""
    spans = sorted(protected)
    result = []
    position = 0
    for finding in sorted(findings, key=lambda f: f.start):
        while position < len(spans) and spans[position][1] <= finding.start:
            position += 1
        if position == len(spans) or spans[position][0] >= finding.end:
            result.append(finding)
    return result
