"""What a document and an operation may cost."""
