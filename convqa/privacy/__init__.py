"""The papers that a workplace owes before it lets convqa judge anybody's work, filled from how convqa is run there.

A data protection impact assessment (GDPR article 35) and an information sheet for employees and their representatives,
in five languages. What only the site knows is left open and marked `[[...]]`. The texts are in `texts/`; nothing in
them is a figure, a version or a setting: those come from `Setup`.
"""

from __future__ import annotations

from convqa.privacy.papers import PAPERS, Paper, write_papers
from convqa.privacy.setup import Setup, Speech

__all__ = ["PAPERS", "Paper", "Setup", "Speech", "write_papers"]
