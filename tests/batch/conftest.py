"""The small assessments of the report's tests, for those of the results of a large run."""

from __future__ import annotations

from tests.report.conftest import make, make_card

__all__ = ["make", "make_card"]
