"""The search box: who is found while one types, and who was viewed last."""
