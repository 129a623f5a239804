"""What an administrator does: projects, API keys, operators. No viewer stands behind it."""
