"""The demonstration: a made-up seller, its customers, and credentials for one run."""
