"""The HTTP route of invoice PDFs."""
