"""The composition root: settings, authentication, HTTP and the command line."""
