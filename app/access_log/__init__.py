"""The access log: who of those who sign in read which customer."""
