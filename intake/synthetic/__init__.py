"""Made-up customers and their lives as Stripe-shaped objects: the same objects for the same seed."""
