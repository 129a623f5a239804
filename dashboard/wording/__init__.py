"""Texts that several pages show: badges, names, refusals."""
