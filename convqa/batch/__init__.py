"""Many conversations: `local.py` on one machine, with threads and, on many cores, `processes.py`."""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
