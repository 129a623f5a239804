"""Erasing a customer as a whole: PDFs kept, rows erased, files cleared."""
