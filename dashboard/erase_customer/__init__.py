"""Erasing a customer: the question, the deed, and what is told of an erased one."""
