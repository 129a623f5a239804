"""Metrics for Prometheus: counted in each worker process, shown for all of them at `/metrics`."""
