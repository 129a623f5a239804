"""Files of JSON objects, read as they are: lines or one document, plain or compressed."""
