"""What is read and written, always for a Viewer."""
