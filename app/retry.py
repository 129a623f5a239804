"""When a client may ask again for what could not be had."""

# The value of a Retry-After header, in seconds.
RETRY_AFTER_SECONDS = "5"
