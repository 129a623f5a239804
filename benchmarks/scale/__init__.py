"""What requests cost beside very much data: many customers, and one with very many payments."""
