"""The pages in Chromium, with the network cut: what `docs/room.md` promises to who reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from sim.app.asked import STEPS
from sim.lang import say
from tests.app.browser import (
    AXE,
    Network,
    chromium,
    chromium_path,
    network,
    opened,
    served,
    settled,
    violations,
)

pytestmark = pytest.mark.skipif(
    not chromium_path(), reason="there is no Chromium: apt-get install chromium"
)
# One language in the main run where only lengths of words differ; both in .ci/full.
ONE_FIRST = pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
CHARTS = ("strips", "difference", "losers", "money", "dashboard")


@pytest.fixture(scope="module")
def where() -> Iterator[Network]:
    with network() as found:
        yield found


@pytest.fixture(scope="module")
def browser(where: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(where, tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="module")
def room(where: Network, browser: Browser) -> Iterator[str]:
    """The address of a room that is ready."""
    with served(where, "sim.app", "port=0") as address:
        page, _ = opened(browser, f"{address}?lang=fr")
        settled(page)
        page.context.close()
        yield address


@pytest.fixture(scope="module")
def unready(where: Network) -> Iterator[str]:
    with served(where, "tests.app.unready") as address:
        yield address


def in_figure(page: Page, chart: str, script: str) -> Any:
    return page.locator(f"#{chart}").evaluate(script)


def test_the_network_holds_loopback_alone(where: Network) -> None:
    if where.reason:
        pytest.skip(where.reason)
    asked = where.popen(["cat", "/proc/net/dev"])
    lines, _ = asked.communicate()
    assert [line.split(":")[0].strip() for line in lines.splitlines()[2:]] == ["lo"]


def test_axe_is_recent() -> None:
    version = AXE[:40].split("v")[1].split(" ")[0]
    assert tuple(map(int, version.split(".")[:2])) >= (4, 12)


@ONE_FIRST
def test_the_solo_page_has_no_violation_and_asks_nobody_else(
    room: str, browser: Browser, lang: str
) -> None:
    """With every table open and a person shown; the policy of content is untouched."""
    page, heard = opened(browser, f"{room}?lang={lang}&voice=.5")
    settled(page)
    for chart in ("strips", "difference", "money"):
        page.locator(f"#{chart} button[aria-expanded]").click()
    page.locator("#persons button").first.click()
    page.wait_for_selector("#life[data-person]")
    assert violations(page) == []
    assert [text for text in heard if not text.startswith(room)] == []
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator(".teaching").is_visible()
    assert page.locator("h3#person-title").inner_text() == say("app.one_person", lang)
    page.context.close()


@ONE_FIRST
def test_the_projector_has_no_violation_and_no_control(
    room: str, browser: Browser, lang: str
) -> None:
    page, heard = opened(browser, f"{room}ecran?lang={lang}")
    settled(page)
    assert violations(page) == []
    assert [text for text in heard if not text.startswith(room)] == []
    assert page.locator("button, input, select, a").count() == 0
    page.context.close()


@ONE_FIRST
def test_the_preparation_has_no_violation_and_shows_how_far_it_is(
    unready: str, browser: Browser, lang: str
) -> None:
    page, heard = opened(browser, f"{unready}?lang={lang}")
    page.wait_for_selector("text=3 / 9")
    assert page.locator("progress").evaluate("(bar) => [bar.value, bar.max]") == [3, 9]
    assert violations(page) == []
    assert [text for text in heard if not text.startswith(unready)] == []
    page.context.close()


def test_a_whole_visit_by_keyboard(room: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{room}?lang=fr")
    settled(page)
    reached = page.evaluate("() => document.activeElement.id || document.activeElement.tagName")
    ids = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached = page.evaluate("() => document.activeElement.id || document.activeElement.tagName")
        ids.append(reached)
        shown = "() => getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(shown) != "none", reached
        if reached == "lever-coordination":
            break
    assert ids[-1] == "lever-coordination" and "scenario" in ids and "undo" in ids
    told = "() => document.activeElement.getAttribute('aria-valuetext')"
    assert page.evaluate(told) == say("app.lever.coordination.3", "fr")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector('html[data-drawn*="coordination=.5"]', state="attached")
    assert page.evaluate(told) == say("app.lever.coordination.2", "fr")
    assert "coordination=.5" in page.url
    settled(page)
    page.locator("#undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('html:not([data-drawn*="coordination"])', state="attached")
    assert "coordination" not in page.url
    assert page.locator("#lever-coordination").input_value() == "3"
    # A data table is one key away, and Escape closes it.
    page.locator("#strips").focus()
    page.keyboard.press("t")
    assert page.locator("#strips-table table").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#strips-table").is_hidden()
    page.keyboard.press(" ")
    page.wait_for_selector(f'#strips button:has-text("{say("app.pause", "fr")}")')
    page.keyboard.press(" ")
    page.wait_for_selector(f'#strips button:has-text("{say("app.play", "fr")}")')
    assert page.evaluate("() => scrollY") < 800  # Space has not scrolled to the end
    page.context.close()


def test_nothing_moves_by_itself_and_play_jumps_with_reduced_motion(
    room: str, browser: Browser
) -> None:
    page, _ = opened(browser, f"{room}?lang=fr")
    page.emulate_media(reduced_motion="reduce")
    settled(page)
    months = page.locator("#strips-month")
    assert months.input_value() == "120"
    months.evaluate("(input) => { input.value = 30; input.dispatchEvent(new Event('input')); }")
    page.locator("#strips .month button").click()
    assert months.input_value() == "120"
    assert page.locator("#strips .month button").inner_text() == say("app.play", "fr")
    page.context.close()


@ONE_FIRST
@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (1280, "200%"), (640, "200%")])
def test_nothing_scrolls_sideways_on_a_small_page_or_with_large_text(
    room: str, browser: Browser, lang: str, width: int, text: str
) -> None:
    page, _ = opened(browser, f"{room}?lang={lang}", width=width, height=640)
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text)
    settled(page)
    page.locator("#persons button").first.click()
    page.wait_for_selector("#life[data-person]")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    cut = """() => [...document.querySelectorAll("button, label, legend, h2, h3, p, li, svg")]
        .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && e.clientWidth)
        .map((e) => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(cut) == []
    page.context.close()


@ONE_FIRST
def test_the_projector_shows_all_without_scrolling_in_large_letters(
    room: str, browser: Browser, lang: str
) -> None:
    page, _ = opened(browser, f"{room}ecran?lang={lang}&voice=.5&journeys=1")
    settled(page)
    found = page.evaluate(
        """() => {
        const shown = [...document.body.querySelectorAll("*")].filter((e) =>
          e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
        const small = shown.map((e) => {
          const least = e.closest("svg, .key, .ends") ? 20 : 24;
          return [e.outerHTML.slice(0, 80), parseFloat(getComputedStyle(e).fontSize), least];
        }).filter(([, size, least]) => size < least);
        const out = shown.map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
          .filter(([, box]) => box.bottom > 720 || box.right > 1280 || box.top < 0 || box.left < 0);
        const boxes = ["header", "#strips", "#difference", "#numbers", "footer"]
          .map((name) => [name, document.querySelector(name)]);
        const cut = boxes.filter(([, e]) => e.scrollHeight > e.clientHeight + 1
          || e.scrollWidth > e.clientWidth + 1).map(([name]) => name);
        const tops = ["#strips", "#difference", "footer"]
          .map((name) => document.querySelector(name).getBoundingClientRect());
        const numbers = document.querySelector("#numbers").getBoundingClientRect();
        return { small, out: out.map(([html]) => html), cut,
          over: tops[0].bottom > tops[1].top + 1 || tops[1].bottom > tops[2].top + 1
            || numbers.bottom > tops[2].top + 1 || numbers.left < tops[1].right - 1,
          high: document.documentElement.scrollHeight };
        }"""
    )
    assert found == {"small": [], "out": [], "cut": [], "over": False, "high": 720}
    assert page.locator(".teaching").is_visible()
    assert "N = 12" in page.locator("#origin").inner_text()
    page.context.close()


@ONE_FIRST
def test_every_chart_has_a_description_and_a_table(room: str, browser: Browser, lang: str) -> None:
    page, _ = opened(browser, f"{room}?lang={lang}")
    settled(page)
    for chart in CHARTS:
        figure = page.locator(f"#{chart}")
        described = figure.locator(".described").inner_text()
        assert len(described) > 40, chart
        pictures = figure.locator("[role=img]")
        for k in range(pictures.count()):
            assert described in str(pictures.nth(k).get_attribute("aria-label"))
        if chart in ("strips", "difference", "money"):
            figure.locator("button[aria-expanded]").click()
        assert figure.locator("table tbody tr").count() >= 1, chart
        assert figure.locator("table caption").count() == 1
        assert figure.locator("thead th[scope=col]").count() >= 4
    page.context.close()


def test_several_seeds_widen_the_picture_to_its_band(room: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{room}?lang=fr&seed=40&pooling=.5")
    bands = []
    for step in STEPS:
        settled(page, step)
        page.wait_for_selector(f"text=N = {step} ")
        bands.append(page.locator("#difference path.band").count())
    assert bands[0] == 0 and bands[-1] == 1
    assert f"N = {STEPS[-1]}" in page.locator("#sure").inner_text()
    page.context.close()


def test_stale_answers_are_dropped_and_one_move_at_a_time_is_unanswered(
    room: str, browser: Browser
) -> None:
    page, _ = opened(browser, f"{room}?lang=fr")
    settled(page)
    held: list[Route] = []
    page.route("**/api/answer?*n=1", lambda route: held.append(route))
    lever = page.locator("#lever-voice")

    def put(stop: int) -> None:
        lever.evaluate(
            "(input, stop) => { input.value = stop; input.dispatchEvent(new Event('input')); }",
            stop,
        )

    put(2)
    page.wait_for_timeout(0)
    put(1)
    put(0)
    page.wait_for_timeout(50)
    assert len(held) == 1, "the second waits for the answer to the first"
    held[0].continue_()
    page.wait_for_selector("html[data-status=computing]", state="attached")
    while len(held) < 2:
        page.wait_for_timeout(10)
    assert "voice" not in str(page.locator("html").get_attribute("data-drawn"))
    assert parse_qs(urlsplit(held[1].request.url).query)["voice"] == ["0"]
    held[1].continue_()
    page.wait_for_selector('html[data-drawn*="voice=0&"]', state="attached")
    assert page.locator("html").get_attribute("data-dropped") == "1"
    assert len(held) == 2, "the stop in between was never asked for"
    page.context.close()


def test_a_refusal_of_the_server_is_shown(room: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{room}?lang=fr&seed=x")
    expected = say("app.whole", "fr", name="seed", value="x", low="0", high=str(2**31))
    page.wait_for_selector(f'#status:has-text("{expected}")')
    page.context.close()


def test_a_server_that_has_gone_is_told_in_the_language_of_the_page(
    room: str, browser: Browser
) -> None:
    """Both when nobody answers and when the answer is not one of ours."""
    page, _ = opened(browser, f"{room}?lang=fr")
    settled(page)
    page.route("**/api/answer?*", lambda route: route.abort())
    page.locator("#scenario").select_option("provider")
    page.wait_for_selector(f'#status:has-text("{say("app.wrong", "fr")}")')
    page.unroute("**/api/answer?*")
    page.locator("#scenario").select_option("pole")
    settled(page)
    page.route("**/api/answer?*", lambda route: route.fulfill(status=500, body="Oops"))
    page.locator("#scenario").select_option("provider")
    page.wait_for_selector(f'#status:has-text("{say("app.wrong", "fr")}")')
    page.context.close()


def test_one_person_stays_the_same_while_levers_move(room: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{room}?lang=en")
    settled(page)
    page.locator("#persons button", has_text="Léa").click()
    page.wait_for_selector("#life[data-person]")
    who, part = (page.locator(f"#life {at}").inner_text() for at in ("li >> nth=6", ".described"))
    assert say("app.person.lea", "en") == page.locator("#life h3").inner_text()
    page.locator("#scenario").select_option("silo")
    alike = say("twin.alike", "en")
    page.wait_for_selector(f'#life .described:has-text("{alike}")')
    assert part != alike
    assert page.locator("#life li >> nth=6").inner_text() == who
    page.context.close()


def test_before_and_after_show_the_last_move(room: str, browser: Browser) -> None:
    page, _ = opened(browser, f"{room}?lang=fr")
    settled(page)
    assert page.locator("#before").is_disabled()
    one = page.locator("#difference .described").inner_text()
    page.locator("#scenario").select_option("provider")
    page.wait_for_selector('html[data-drawn*="s=provider"]', state="attached")
    settled(page)
    page.locator("#before").click()
    assert page.locator("#difference .described").inner_text() == one
    assert page.locator("#before").get_attribute("aria-pressed") == "true"
    page.locator("#before").click()
    assert page.locator("#difference .described").inner_text() != one
    page.context.close()
