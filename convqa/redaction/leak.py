"""How much slips through, as measured (`docs/privacy.md`): the one place from which programs tell it."""

from __future__ import annotations

__all__ = ["LEAK", "PSEUDONYMISED"]

PSEUDONYMISED = "pseudonymised, not anonymous"

# Names of the held-out part, docs/privacy.md.
_FOUND, _NAMES, _LOW, _HIGH = "0.968", "347", "0.944", "0.982"

LEAK = (
    f"The text is {PSEUDONYMISED}: of {_NAMES} names in invented conversations {_FOUND} were found "
    f"(95 % interval {_LOW} to {_HIGH}); how many are found in yours is not known. See docs/privacy.md."
)
"""A sentence for whoever is handed redacted text."""
