"""Pieces of HTML that a page repeats hundreds of times. As template macros they took most of its time."""

from functools import lru_cache

from markupsafe import Markup, escape

from dashboard.page.formats import Formats
from dashboard.wording.badges import Badge
from models.values.instant import Instant, rfc3339


@lru_cache(maxsize=128)
def badge(badge: Badge) -> Markup:
    """A badge in the colour of its tone."""
    return Markup('<span class="badge {}">{}</span>').format(badge.tone.value, badge.text)


def day(formats: Formats, instant: Instant) -> Markup:
    """The day, with the exact time as a tooltip."""
    return _time(instant, formats.day(instant))


def moment(formats: Formats, instant: Instant) -> Markup:
    """Day and time, with the exact time as a tooltip."""
    return _time(instant, formats.moment(instant))


def copyable(value: str, what: str, url: str | None = None) -> Markup:
    """An id with a button that copies it; `what` describes it, such as "the customer’s ID".

    With the URL of a page about it, the id is the row's link to that.
    """
    shown = escape(value)
    link = ("", "") if url is None else (f'<a href="{escape(url)}" data-row>', "</a>")
    return Markup(  # noqa: S704 – all parts are escaped
        f'{link[0]}<code class="id">{shown}</code>{link[1]}'
        f'<button type="button" class="copy" data-copy="{shown}" aria-label="Copy {escape(what)}" hidden></button>'
    )


def _time(instant: Instant, text: str) -> Markup:
    exact = rfc3339(instant)
    return Markup(f'<time datetime="{exact}" title="{exact}">{escape(text)}</time>')  # noqa: S704 – escaped
