"""Query plans, beside the resolvers and a route written by hand for the same answer."""
