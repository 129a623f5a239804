"""Text in any script: fonts, shaping, bidirectional order, line breaks and embedding."""
