"""Many conversations: `local.py` on one machine; `shards.py` cuts what there is to read into work for many."""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
