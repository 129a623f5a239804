"""Takes the pictures of this folder anew: `make screenshots`, with Chromium and the demonstration's data.

Customers are listed by name, so that the Latin ones come first: not every machine has the fonts of all the others.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
URL = "http://127.0.0.1:8399"
DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=780)
MOST_BYTES = 120_000
PATIENCE = 60


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """A running demonstration of its own: its operator's e-mail address and password."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        environment = {**os.environ, "CALMONY_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/demo.db"}  # noqa: TID251
        environment["CALMONY_PDF_STORE"] = f"{folder}/pdf"
        words = [sys.executable, "-m", "app", "demo", "--port", URL.rpartition(":")[2]]
        with said.open("wb") as output:
            process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            yield _read_credentials(said)
        finally:
            process.terminate()
            process.wait()


def take_all(browser: Browser, email: str, password: str) -> None:
    """Every page on a desktop, and a customer's on a phone, in both themes."""
    for theme in ("light", "dark"):
        for size, scale in ((DESKTOP, 1), (PHONE, 2)):
            options: dict[str, Any] = {"color_scheme": theme, "viewport": size, "device_scale_factor": scale}
            page = browser.new_context(
                base_url=URL, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
            ).new_page()
            _sign_in(page, email, password)
            if size is DESKTOP:
                _take_desktop(page, theme)
            else:
                _open_profile(page)
                _save(page, f"phone-{theme}")


def _take_desktop(page: Page, theme: str) -> None:
    page.goto("/dashboard/customers?order=NAME")
    _save(page, f"list-{theme}")
    _open_profile(page)
    _save(page, f"profile-{theme}")
    page.locator("a[data-asks]").first.click()
    page.locator("dialog[open]").wait_for()
    _save(page, f"dialog-{theme}")
    page.keyboard.press("Escape")
    for name in ("subscription", "payment", "invoice"):
        _open_profile(page)
        page.locator(f"#{name}s tbody a[data-row]").first.click()
        page.locator("h1").wait_for()
        _save(page, f"{name}-{theme}")
    page.goto("/dashboard/cancellations")
    _save(page, f"cancellations-{theme}")


def _sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/dashboard/customers")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("[data-row]").first.wait_for()


def _open_profile(page: Page) -> None:
    page.goto("/dashboard/customers?order=NAME&subscriptions=PAST_DUE")
    page.locator("[data-row]").first.click()
    page.locator("#payments").wait_for()


def _save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES:,} bytes.")


def _read_credentials(said: Path) -> tuple[str, str]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        email, password = (
            re.search(rf"^Operator {word} +(\S+)$", said.read_text(), re.M) for word in ("e-mail", "password")
        )
        if email and password:
            return email[1], password[1]
        time.sleep(0.2)
    raise SystemExit("The demonstration did not start.")


def main() -> None:
    """Finds the browser and takes them all."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Chromium is needed to take pictures.")
    # Chromium has no sandbox for root, as whom containers run.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with demonstration() as (email, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        take_all(browser, email, password)
        browser.close()


if __name__ == "__main__":
    main()
