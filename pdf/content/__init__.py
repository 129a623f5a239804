"""What an invoice's PDF shows, as plain values."""
