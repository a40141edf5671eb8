"""The browser: how it is started, and the one window of it that a check looks at."""

import os
import re
import shutil
import time
from contextlib import contextmanager

from checks import expect
from playwright.sync_api import Error, sync_playwright
from watch import Watch

# Seconds that anything may take to show on a machine that is busy.
PATIENCE = 30
FLAGS = ["--disable-dev-shm-usage", "--disable-gpu", "--js-flags=--max-old-space-size=512", "--renderer-process-limit=2",
         # Whatever is not the server under test is nowhere.
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@contextmanager
def chromium():
    """A browser without a window, Debian's package; CHROMIUM names another program."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise Error("there is no chromium on the PATH: apt-get install chromium")
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


class View:
    """One page of one of the two interfaces."""

    def __init__(self, page, root, watch, shoot):
        self.page = page
        self.root = root
        self.watch = watch
        self.shoot = shoot

    def open(self, path):
        """Goes there, as by typing an address."""
        self.page.goto(self.root + path)
        return self

    def open_until(self, path, shown, within=90):
        """Goes there until this is to be seen: for what a page shows of whole minutes only."""
        deadline = time.monotonic() + within
        while True:
            self.open(path)
            try:
                self.text(shown).wait_for(timeout=PATIENCE * 1000 / 4)
                return self
            except Error:
                expect(time.monotonic() < deadline, lambda: f"{self.page.url} does not show {shown!r}; it shows:\n{self.content()[:4000]}")

    def text(self, text):
        """Where a visible element says this; a pattern is searched for, a text has to be part of it."""
        return self.page.get_by_text(text).filter(visible=True).first

    def shows(self, *texts):
        """Waits until all of these are to be seen."""
        for text in texts:
            self.seen(self.text(text), f"{text!r}")
        return self

    def hides(self, *texts):
        """Waits until none of these is to be seen."""
        for text in texts:
            self.page.wait_for_function(
                "text => !document.body.innerText.includes(text)", arg=text, timeout=PATIENCE * 1000)
        return self

    def seen(self, locator, what):
        """Waits until an element is visible, and gives it."""
        try:
            locator.wait_for(timeout=PATIENCE * 1000)
        except Error as error:
            raise AssertionError(f"{self.page.url} does not show {what} within {PATIENCE} s; it shows:\n{self.content()[:4000]}") from error
        return locator

    def content(self):
        """What the page holds, by roles and names, without its menu."""
        place = self.page.locator("main, .app-router-view__view, body").last
        return place.aria_snapshot(timeout=5000)

    def click(self, name, role="button", within=None, exact=True):
        """Clicks what has this role and name."""
        place = (within or self.page).get_by_role(role, name=name, exact=exact).filter(visible=True).first
        self.seen(place, f"the {role} {name!r}").click(timeout=PATIENCE * 1000)
        return self

    def tab(self, name):
        """Clicks a tab, which in the first version has no role of its own everywhere."""
        place = self.page.get_by_role("tablist").get_by_text(name, exact=True).filter(visible=True).first
        self.seen(place, f"the tab {name!r}").click()
        return self

    def dialog(self):
        """The dialog that is open."""
        return self.seen(self.page.get_by_role("dialog").or_(self.page.get_by_role("alertdialog")).last, "a dialog")

    def confirm(self, name):
        """Presses the button with this name in the dialog that asks for it."""
        return self.click(name, within=self.dialog())

    def write(self, editor, text):
        """Writes into a code editor, in the place of all that it holds, and looks whether that is what it holds then: the page puts the
        present value there by itself, and may take a selection away with it. It takes what is typed into its form a moment later."""
        for _ in range(10):
            editor.click()
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
            self.page.wait_for_timeout(700)
            if editor.inner_text() == text:
                return self
        raise AssertionError(f"the editor holds {editor.inner_text()!r} in place of {text!r}")

    def fill(self, label, value, within=None):
        """Types into the field with this label."""
        place = (within or self.page).get_by_label(label).filter(visible=True).first
        self.seen(place, f"the field {label!r}").fill(value)
        return self

    def field(self, label, value):
        """Types into a field of the first version's forms, whose labels name nothing."""
        place = self.page.locator(".p-label", has=self.page.locator(".p-label__label", has_text=re.compile(rf"^\s*{label}\b"))).filter(visible=True)
        self.seen(place.locator("input, textarea").first, f"the field {label!r}").fill(value)
        return self

    def settle(self):
        """Waits until no request to the server is under way."""
        deadline = time.monotonic() + PATIENCE
        while self.watch.open and time.monotonic() < deadline:
            # A frame drawn lets the browser tell what it did.
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        expect(not self.watch.open, f"{self.page.url} still waits for {sorted(each.url for each in self.watch.open)}")

    def shot(self, name):
        """Keeps a picture, where pictures are wanted."""
        self.settle()
        self.shoot(self.page, name)
        return self

    def is_at(self, path):
        """Waits until this is the address."""
        try:
            self.page.wait_for_url(re.compile(re.escape(self.root) + path), timeout=PATIENCE * 1000)
        except Error as error:
            raise AssertionError(f"the address is {self.page.url}, not {path}") from error
        return self
