"""The access log: who read which customer."""
