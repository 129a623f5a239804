"""The building blocks of an invoice's pages: text, columns, line items, page labels."""
