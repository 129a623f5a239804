"""What is encrypted because it must be read back."""
