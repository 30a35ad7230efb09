"""People at the screens of a session, who use nothing but the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.app.browser import opened

__all__ = ["PASSWORD", "Facilitator", "Person", "Team"]

PASSWORD = "a-long-password"
FARTHEST = 120  # presses of Tab in which everything on a page must be reached


@dataclass
class Person:
    """Somebody at a screen.

    Attributes
    ----------
    page
        The screen.
    heard
        Every request of the page, and every error.
    """

    page: Page
    heard: list[str]

    def reach(self, name: str) -> None:
        """Press Tab until something has the focus."""
        self.page.wait_for_selector(f"#{name}")
        for _ in range(FARTHEST):
            if self.page.evaluate("() => document.activeElement.id") == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} is not reached by Tab")

    def press(self, name: str, key: str = "Enter") -> None:
        """Press a key on something."""
        self.reach(name)
        self.page.keyboard.press(key)

    def write(self, name: str, text: str) -> None:
        """Write a text in place of what stands in a field."""
        self.reach(name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        self.page.get_by_text(text, exact=False).first.wait_for(timeout=30_000)

    def leaves(self) -> None:
        """Close the screen."""
        self.page.context.close()


class Facilitator(Person):
    """The facilitator, who has given the password."""

    @classmethod
    def enters(cls, browser: Browser, address: str, lang: str = "fr") -> Facilitator:
        """Open the page and give the password."""
        one = cls(*opened(browser, f"{address}animateur?lang={lang}"))
        one.write("password", PASSWORD)
        one.page.keyboard.press("Enter")
        one.page.wait_for_selector("#next")
        return one

    def moves_on(self) -> None:
        """Go to the next state."""
        before = self.page.locator("#phase").inner_text()
        self.press("next")
        self.page.wait_for_function(
            "(before) => document.getElementById('phase').textContent !== before", arg=before
        )


class Team(Person):
    """A team at a phone."""

    @classmethod
    def sits_down(cls, browser: Browser, address: str, name: str, lang: str = "fr") -> Team:
        """Open the page and take a seat."""
        one = cls(*opened(browser, f"{address}equipe?lang={lang}", width=375, height=812))
        one.write("name", name)
        one.page.keyboard.press("Enter")
        one.page.wait_for_selector("#you")
        return one
