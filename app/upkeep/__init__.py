"""What is swept and noted while requests are answered."""
