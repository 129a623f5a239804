"""Customers and what they are billed: tables, enums and state rules."""
