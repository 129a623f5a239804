"""The processes that make PDFs, and the store of what they made."""
