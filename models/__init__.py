"""What the product knows: tables, enums, state rules and the database."""
