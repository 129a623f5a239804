"""An invoice as data: EN 16931 in the CII syntax, embedded in its PDF (Factur-X, ZUGFeRD 2)."""
