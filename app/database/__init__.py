"""The database of the settings: opening it, migrating it, and whether it can be worked with."""
