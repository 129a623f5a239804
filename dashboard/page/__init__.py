"""What all pages share: HTML, formats, the query string, paging and error pages."""
