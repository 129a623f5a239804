"""What a field is made of, declared beside its type: resolvers are generated from it, and query plans read it."""
