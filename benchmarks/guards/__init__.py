"""What the guards around a GraphQL request cost: admission, HTTP checks, limits, headers, metrics and log line."""
