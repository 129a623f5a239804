"""The command line, one file a group. What is heavy to import is imported where it is used."""
