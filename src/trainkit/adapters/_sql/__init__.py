"""Shared by stores that keep their records in an SQL table: statements, migrations, behaviour."""

from trainkit.adapters._sql.statements import migrations
from trainkit.adapters._sql.store import Cursor, SqlStore

__all__ = ["Cursor", "SqlStore", "migrations"]
