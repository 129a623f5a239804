"""Large requests: a second process answers them, so that they hold up no other request."""
