"""The settings, a file for each group; `docs/settings.md` is written from them."""
