"""How operators sign in: passwords, sessions, and the cookies of sessions."""
