"""The CPU time of the guards around a GraphQL request: admission, checks, limits, headers, metrics and log line."""
