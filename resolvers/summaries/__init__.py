"""Derived rows: computed from other rows, stored, and updated in the transaction that writes those.

`touched` tracks what a transaction writes, and calls the updates of each derived table at its end.
"""
