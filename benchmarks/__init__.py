"""Benchmarks of the service and its parts. Each figure has a bound."""
