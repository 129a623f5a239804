"""An invoice as a PDF document."""
