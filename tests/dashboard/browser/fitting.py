"""Whether a page fits its window."""

from collections.abc import Sequence

from playwright.async_api import Page

WIDTHS = (1440, 1024, 768, 390)
# A sheet of A4 less its margins.
PAPER = (703,)

# What only readers of screens meet, and a link that is seen when it has the focus, are put aside on purpose.
_TOO_WIDE = """() => [...document.body.querySelectorAll("*")].filter((part) => {
  if (!part.checkVisibility() || part.closest(".unseen, .skip, .rows thead, .brand span")) return false;
  const { left, right, width } = part.getBoundingClientRect();
  const room = part.parentElement.closest("tr, dl, dialog, main")?.getBoundingClientRect().right ?? innerWidth;
  return width > 0 && (left < -0.5 || right > Math.min(innerWidth, room) + 1);
}).map((part) => `${part.tagName} ${part.className}: ${part.textContent.trim().slice(0, 40)}`)"""


async def too_wide(page: Page, widths: Sequence[int] = WIDTHS) -> dict[int, list[str]]:
    """The elements that reach beyond the window, or out of their row, by its width; also what could be scrolled to."""
    size = page.viewport_size
    assert size is not None
    found = {}
    for width in widths:
        await page.set_viewport_size({"width": width, "height": size["height"]})
        found[width] = await page.evaluate(_TOO_WIDE)
    await page.set_viewport_size(size)
    return {width: parts for width, parts in found.items() if parts}
