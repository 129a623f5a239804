"""The first pass of an import: what arrives is translated and sorted, on disk and in several processes."""
