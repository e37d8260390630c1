"""The pages in a real browser: with script and without, by keyboard, offline, for everybody.

With ``ADVISOR_SCREENSHOTS=FOLDER`` in the environment pictures of all pages are left there.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.cli.test_serve import serving

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium")

ROOT = Path(__file__).parents[2]
RUN = ROOT / "examples" / "runs" / "digits-without-regularization.csv"
WRONG = "/?problem.task=binary_classification&model.last_activation=softmax&model.output_units=1"
PAGES = {
    "empty": "/",
    "project": WRONG,
    "mistakes": "/?problem.task=regresion&problem.tsk=1",
    "log": "/log",
    "rules": "/rules",
    "rule": "/rules/TC007",
    "statements": "/statements",
    "missing": "/rules/LL01",
}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as (url, _):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def start(browser: Browser, address: str) -> Iterator[Open]:
    """Open pages; whatever the browser complains of, or asks of others, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(path: str, size: str = "desktop", complain: bool = True, **settings: object) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            **settings,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        if complain:
            page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda r: complaints.append(r.url) if _is_foreign(r.url, address) else None
        )
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _is_foreign(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:"))


def test_advice_appears_as_one_answers(start: Open) -> None:
    page = start("/")
    page.evaluate("window.kept = true")
    page.get_by_label("task", exact=True).select_option("binary_classification")
    expect(page).to_have_url(re.compile(r"problem\.task=binary_classification"))
    page.get_by_label("Find a field").fill("last_activation")
    page.get_by_label("last activation").first.select_option("softmax")
    expect(page.locator("#c-LL001")).to_contain_text("does not fit")
    assert page.evaluate("window.kept")  # it was the same page all the time
    page.reload()
    expect(page.locator("#c-LL001")).to_be_visible()
    expect(page.get_by_label("task", exact=True)).to_have_value("binary_classification")


def test_an_open_question_is_answered_by_a_click(start: Open) -> None:
    page = start("/?problem.task=regression")
    question = page.locator(".questions li").first
    path = question.locator("code").inner_text()
    choice = question.locator("a.choice").first
    choice.click()
    expect(page).to_have_url(re.compile(re.escape(path)))
    expect(page.locator(f"[name='{path}']")).not_to_have_value("")
    expect(page.locator(".questions li").first.locator("code")).not_to_have_text(path)


def test_a_question_without_choices_leads_to_its_field(start: Open) -> None:
    page = start("/?problem.task=binary_classification")
    page.locator("#answer details:has(.to-field) > summary").first.click()
    link = page.locator(".to-field").first
    path = (link.get_attribute("href") or "").removeprefix("#f-")
    link.click()
    expect(page.locator(f"[name='{path}']")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/log"])
def test_a_log_is_dropped_anywhere(start: Open, path: str) -> None:
    page = start(path)
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "run.csv", {type: "text/csv"}));
            document.body.dispatchEvent(
                new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        RUN.read_text(),
    )
    expect(page.get_by_role("status")).to_contain_text("Overfitting, from epoch 13 on")
    picture = page.get_by_role("img")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 400
    _shoot(page, "diagnosis")
    assert _violations(page) == []


def test_a_citation_is_followed(start: Open) -> None:
    page = start(WRONG)
    card = page.locator("#c-LL001")
    card.evaluate("card => card.open = true")
    expect(card).to_contain_text("because")
    card.get_by_role("link", name="H1", exact=True).click()
    expect(page.locator("#H1")).to_be_in_viewport()
    page.go_back()
    card.evaluate("card => card.open = true")
    card.get_by_role("link", name="LL001 head-for-two-classes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("LL001")


def test_advice_is_copied_as_markdown(start: Open) -> None:
    page = start(WRONG, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Copy as Markdown").click()
    expect(page.get_by_role("link", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("# Advice")


def test_fields_and_rules_are_found(start: Open) -> None:
    page = start("/")
    page.get_by_label("Find a field").fill("clipp")
    expect(page.get_by_label("gradient clipping")).to_be_visible()
    expect(page.get_by_label("task", exact=True)).to_be_hidden()
    page.get_by_label("Find a field").fill("")
    expect(page.get_by_label("task", exact=True)).to_be_visible()
    page.goto("/rules")
    page.get_by_label("Find a rule").fill("LL001")
    expect(page.locator(".index li:visible")).to_have_count(1)


def test_without_the_server_the_last_advice_stays(start: Open) -> None:
    page = start(WRONG, complain=False)
    page.context.set_offline(True)
    page.get_by_label("task", exact=True).select_option("regression")
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    expect(page.locator("#c-LL001")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_label("task", exact=True).select_option("ranking")
    expect(page.get_by_role("status")).not_to_contain_text("does not answer")


def test_everything_works_without_script(start: Open) -> None:
    page = start("/", java_script_enabled=False)
    page.get_by_label("task", exact=True).select_option("binary_classification")
    page.get_by_role("button", name="Advise").click()
    expect(page).to_have_url(re.compile(r"/\?problem\.task=binary_classification$"))
    page.locator("a.choice").first.click()
    assert page.url.count("=") == 2
    page.get_by_label("Open a descriptor").set_input_files(ROOT / "examples" / "spam-filter.yaml")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#f-name")).to_have_value("spam filter")
    page.get_by_label("Drop a training log").set_input_files(RUN)
    page.get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("status")).to_contain_text("Overfitting")


def test_the_keyboard_is_enough(start: Open) -> None:
    page = start("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Find a field")).to_be_focused()
    page.keyboard.press("Tab")  # the summary of the first part
    page.keyboard.press("Enter")
    expect(page.get_by_label("task", exact=True)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("name", list(PAGES))
def test_pages_are_for_everybody(start: Open, name: str, size: str, scheme: str) -> None:
    """No page has a fault that axe knows of, or is wider than the screen."""
    page = start(PAGES[name], size, complain=name != "missing", color_scheme=scheme)
    _shoot(page, f"{name}-{size}-{scheme}")
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def _shoot(page: Page, name: str) -> None:
    folder = os.environ.get("ADVISOR_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=False)
