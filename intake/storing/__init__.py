"""The second pass: stores the gathered objects, those that others refer to first."""
