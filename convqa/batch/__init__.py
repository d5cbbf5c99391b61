"""Many conversations: `local.py` with threads, `processes.py` on many cores; `shards.py` cuts work for many machines."""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
