"""The operator's pages, rendered as HTML."""
