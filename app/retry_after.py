"""The Retry-After of temporary failures."""

# The value of a Retry-After header, in seconds.
RETRY_AFTER_SECONDS = "5"
