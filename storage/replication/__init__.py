"""Reads on a replica, which follows the primary: whether it has what was written lately, and which reads it answers."""
