"""The page of what was cancelled."""
