"""Another rubric applied to what was said before: no model runs, and the ratings stay as they are."""

from convqa.rescoring.rescore import coached, recover, rescore

__all__ = ["coached", "recover", "rescore"]
