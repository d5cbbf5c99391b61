"""Many conversations: `local.py` on one machine."""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
