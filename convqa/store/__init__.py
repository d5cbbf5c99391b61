"""Where assessments are kept: a file of SQLite, or PostgreSQL; the same tables and views on both (`docs/store.md`).

Nothing in here sees raw text: what is stored is an `Assessment`, whose turns are redacted. Every error of a database
comes out as a `StoreError` of one sentence, which quotes no row.
"""

from convqa.store.address import default_path
from convqa.store.engine import Store
from convqa.store.opening import create_store, open_store, upgrade_store

__all__ = ["Store", "create_store", "default_path", "open_store", "upgrade_store"]
