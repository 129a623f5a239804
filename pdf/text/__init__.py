"""Text of any script: which font draws it, how it is shaped, ordered, broken into lines, and embedded."""
