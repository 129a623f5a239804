"""What a field is made of, declared with its type: resolvers and query plans are generated from it."""
