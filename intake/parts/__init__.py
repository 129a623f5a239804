"""Parts of an input that are stored as new: built in memory by other processes, and copied as a whole."""
