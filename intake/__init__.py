"""Objects that come in: Stripe-shaped files and the synthetic generator."""
