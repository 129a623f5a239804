"""An invoice as a PDF: its content, rendering, storage and HTTP route."""
