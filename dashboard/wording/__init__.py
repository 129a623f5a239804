"""What operators read for statuses, plans and people."""
