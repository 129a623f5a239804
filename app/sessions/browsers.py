"""What people call a browser, read from its User-Agent header, so that they recognise their sessions."""

# The first that is found counts: browsers name those that they descend from as well.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def name_browser(user_agent: str) -> str | None:
    """Such as "Firefox on Linux"; None where neither is known. Whoever signs in can send any other name."""
    browser, system = _find(_BROWSERS, user_agent), _find(_SYSTEMS, user_agent)
    return " on ".join(filter(None, (browser, system))) or None


def _find(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for mark, name in known if mark in user_agent), None)
