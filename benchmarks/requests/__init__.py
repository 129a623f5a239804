"""Requests a second: the service beside its peers over HTTP, all on the same data and with the same answers."""
