"""Backups of the embedded database and the stored PDFs: one archive, which any tar can unpack."""
