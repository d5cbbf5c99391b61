"""Step 4: a redacted conversation to labels, the parts of its ratings, and outcome."""

from convqa.classify.classifier import Classifier

__all__ = ["Classifier"]
