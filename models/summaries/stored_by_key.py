"""How tables are stored whose rows are small and always found by their key."""

from models.ownership import TableOptions

# SQLite keeps the rows in the index of the key itself.
STORED_BY_KEY: TableOptions = {"sqlite_with_rowid": False}
