"""Compiles a query to a plan, once for each document, and answers requests by it.

Compiling takes three steps, each a package:

1. `selections` turns the selected fields and their declarations into a tree of typed `nodes`.
2. `reads` makes a read plan of the tree: what is read at each level, every batch once for all of its rows. Running
   the plan writes nothing.
3. `emitter` writes Python source from the tree: functions that make the answer from the rows in memory. Running
   them reads nothing.

Between the first and the others, `contents` looks at the whole tree: which columns of each table are read, and which
batches and arguments there are. `calmony plan FILE` prints the read plan and the source of a query.

A plan answers without an error or not at all. What it does not cover, and whatever goes wrong, is left to the
resolvers, which run the whole operation from the start. So every error has one definition.
"""
