"""Many conversations: `local.py` by threads, `processes.py` on many cores, `shards.py` as work for many machines."""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
