"""E-invoices: EN 16931 in the CII syntax, embedded in the PDF (Factur-X, ZUGFeRD 2)."""
