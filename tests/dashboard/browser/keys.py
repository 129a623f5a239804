"""Where the keyboard is on a page."""

from playwright.async_api import Page

MANY = 60


async def focused(page: Page) -> str:
    """The focused element by what it is called."""
    name: str = await page.evaluate(
        "(e => e.getAttribute('aria-label') ?? e.textContent.trim().replace(/\\s+/g, ' '))(document.activeElement)"
    )
    return name


async def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses the key until what is called so has the focus."""
    for _ in range(MANY):
        await page.keyboard.press(key)
        if await focused(page) == name:
            return
    raise AssertionError(f"{name!r} is never reached")
