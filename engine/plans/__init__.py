"""A query compiled once for each document: read breadth first, written in one go.

A plan has two halves. The first knows what must be read for the rows at each place of the answer and reads it level
by level, each relation once for all of its parents (`reading`). The second is generated source: one function for each
selection set, from the rows in memory to what orjson writes (`script`). Reading writes nothing, writing reads nothing.

A plan answers without an error or not at all. What it does not cover, and whatever goes wrong, is left to the
resolvers, which run the whole operation from its beginning: so there is one definition of every error.
"""
