"""What the service takes and what it stands: figures measured on real parts, each with the bound it must keep."""
