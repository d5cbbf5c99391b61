"""Many conversations: `local.py` on one machine, with threads and, on many cores, `processes.py`; `watch.py`, an inbox.

For many machines `shards.py` cuts what there is to read into work, `pieces.py` does it and writes `results.py`, and
`ray.py` hands it out.
"""

from convqa.batch.local import assess_all

__all__ = ["assess_all"]
