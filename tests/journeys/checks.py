"""What every page owes, as the browser sees it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def accessibility_findings(page: Page) -> list[str]:
    """What axe finds, one line each: rule, what it is about, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} at {node['target']}"
        for rule in found
        for node in rule["nodes"]
    ]


def is_wider_than_its_window(page: Page) -> bool:
    """Whether one would have to push the whole page sideways."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def headings(page: Page) -> list[str]:
    return page.locator("h1").all_inner_texts()
