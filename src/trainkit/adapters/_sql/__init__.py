"""What stores have in common that keep their records in a table: statements, form, behaviour."""

from trainkit.adapters._sql._statements import migrations
from trainkit.adapters._sql._store import Cursor, SqlStore

__all__ = ["Cursor", "SqlStore", "migrations"]
