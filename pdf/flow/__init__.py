"""What an invoice's page is made of: blocks of text, columns, the lines of the invoice, page labels."""
