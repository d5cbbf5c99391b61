"""Many conversations: `local.py` on one machine, with threads and, on many cores, `processes.py`; `shards.py` cuts what
there is to read into work for many machines.
"""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
