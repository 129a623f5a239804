"""Benchmarks of the service and its parts, each figure with the bound that it must keep."""
