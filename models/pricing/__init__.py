"""What a price, a discount and a tax make of a charge: pure arithmetic, after Stripe's billing documentation."""
