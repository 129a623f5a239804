"""The typed tree of a query: what is selected of each object, and where each value comes from.

It says all that the next steps need to know of the query, and nothing of how the answer is read or written.
"""
