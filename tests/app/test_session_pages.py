"""A whole session in Chromium, with the network cut: every screen, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sim.app.session.plan import Phase
from sim.app.session.record import NAME, replay
from sim.lang import say
from tests.app.browser import (
    Network,
    chromium,
    chromium_path,
    network,
    opened,
    served,
    server_of,
    violations,
)
from tests.app.seats import PASSWORD, Facilitator, Person, Team

pytestmark = pytest.mark.skipif(
    not chromium_path(), reason="there is no Chromium: apt-get install chromium"
)
ONE_FIRST = pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
PLAN = ("card=rushed", "session=x", f"password={PASSWORD}", "seeds=2", "months=12")
# Nothing is cut off on the projector, and its letters are large.
CUT = """() => {
  const shown = [...document.body.querySelectorAll("*")].filter((e) =>
    e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const name = (e) => e.outerHTML.slice(0, 90);
  const small = shown.filter((e) =>
    parseFloat(getComputedStyle(e).fontSize) < (e.closest("svg") ? 20 : 24)).map(name);
  const out = shown.filter((e) => {
    const box = e.getBoundingClientRect();
    return box.bottom > 721 || box.right > 1281 || box.top < 0 || box.left < 0;
  }).map(name);
  const cut = [...document.querySelectorAll("header, footer, .fit, section")].filter((e) =>
    e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).map(name);
  const wide = document.documentElement.scrollWidth, high = document.documentElement.scrollHeight;
  return { small, out, cut, wide, high };
}"""


@pytest.fixture(scope="module")
def where() -> Iterator[Network]:
    with network() as found:
        yield found


@pytest.fixture(scope="module")
def browser(where: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(where, tmp_path_factory.mktemp("chromium")) as found:
        yield found


@contextmanager
def hall(where: Network, folder: Path, *more: str) -> Iterator[str]:
    """A server that holds a session, in fast time: a room whose numbers no run gave."""
    words = ("tests.app.made_up", "port=0", *PLAN, f"folder={folder}", *more)
    with served(where, *words) as address:
        yield address


def shown(screen: Page, phase: Phase) -> None:
    screen.wait_for_selector(f"html[data-phase={phase}]", state="attached")
    screen.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def fits(screen: Page, phase: Phase) -> None:
    """The projector shows a state in large letters, and cuts nothing off."""
    shown(screen, phase)
    found = screen.evaluate(CUT)
    assert found == {"small": [], "out": [], "cut": [], "wide": 1280, "high": 720}, phase


def only_from(address: str, *people: Person) -> bool:
    return all(text.startswith(address) for one in people for text in one.heard)


@ONE_FIRST
def test_a_whole_session_by_keyboard_with_no_violation_on_any_screen(
    where: Network, browser: Browser, tmp_path: Path, lang: str
) -> None:
    with hall(where, tmp_path, f"lang={lang}") as address:
        door = Person(*opened(browser, f"{address}animateur?lang={lang}"))
        door.page.wait_for_selector("#password")
        assert violations(door.page) == []
        late = Person(*opened(browser, f"{address}equipe?lang={lang}"))
        late.page.wait_for_selector("#name")
        assert violations(late.page) == []
        leader = Facilitator.enters(browser, address, lang)
        screen = Person(*opened(browser, f"{address}ecran?lang={lang}"))
        # HTML in a name is text on every screen.
        first, second = (
            Team.sits_down(browser, address, name, lang) for name in ("<b>Tilleuls</b>", "Ormes")
        )
        people = (leader, screen, first, second, late, door)
        for phase in Phase:
            shown(screen.page, phase)
            if phase is Phase.BET1:
                first.press("wait", "ArrowRight")
                first.press("place")
                first.press("lock")
                first.sees(say("app.bet.locked", lang))
            if phase is Phase.ROUND1:
                first.press("lever-listening", " ")
                second.press("lever-entry", " ")
                second.press("target-carer", "ArrowDown")
                second.press("veto-carer")
                first.sees(say("app.vetoes", lang))
            if phase is Phase.ROUND2:
                second.press("manner-forced", " ")
            if phase is Phase.SHOCK:
                leader.press("draw")
                leader.page.wait_for_selector("#shock")
            if phase is Phase.DEBRIEF:
                for part in ("who_acts", "with_whom", "by_when"):
                    first.write(part, part)
                first.press("commit")
                leader.sees("with_whom")
            for one in (leader, screen, first):
                assert violations(one.page) == [], (phase, one.page.url)
                assert one.page.locator("html").get_attribute("lang") == lang
                assert one.page.locator(".teaching").is_visible()
            fits(screen.page, phase)
            assert screen.page.locator("button, input, select, a").count() == 0
            if phase is not Phase.EXPORT:
                leader.moves_on()
        leader.page.once("dialog", lambda dialog: dialog.dismiss())
        leader.press("delete")  # asked again, and not done
        first.press("read-again")
        first.page.wait_for_selector("#origin")
        assert violations(first.page) == []
        assert first.page.locator("b").count() == 0
        assert screen.page.locator("b").count() == leader.page.locator("b").count() == 0
        leader.sees("<b>Tilleuls</b>")
        digest = replay(tmp_path / "x" / NAME)[0].digest()
        first.sees(digest)
        assert only_from(address, *people)
        for one in people:
            one.leaves()


def test_a_refresh_keeps_the_seat_and_a_late_team_finds_its_own(
    where: Network, browser: Browser, tmp_path: Path
) -> None:
    with hall(where, tmp_path) as address:
        leader = Facilitator.enters(browser, address)
        first = Team.sits_down(browser, address, "Tilleuls")
        for _ in range(2):
            leader.moves_on()
        first.press("cost", "ArrowLeft")
        first.press("place")
        first.sees(say("app.bet.placed", "fr"))
        first.page.reload()
        first.sees(say("app.bet.placed", "fr"))
        assert first.page.url.endswith("/equipe/1?lang=fr")
        assert first.page.locator("#cost").input_value() == "-1"
        first.press("lock")
        first.sees(say("app.bet.locked", "fr"))
        leader.moves_on()
        late = Team.sits_down(browser, address, "Ormes")
        late.press("lever-entry", " ")
        leader.sees("2. Ormes")
        # A third lever is refused with a sentence, and is not ticked.
        late.press("lever-partners", " ")
        late.press("lever-listening", " ")
        late.sees(say("session.levers_many", "fr", most="2"))
        late.page.wait_for_selector("#lever-listening:not(:checked)")
        assert late.page.locator("#levers input:checked").count() == 2
        # The same name is refused; the screen asks for another one.
        other = Person(*opened(browser, f"{address}equipe?lang=fr"))
        other.write("name", "ORMES")
        other.page.keyboard.press("Enter")
        other.sees(say("session.name_taken", "fr", name="ORMES"))
        for one in (leader, first, late, other):
            one.leaves()


def test_a_page_that_is_behind_or_forged_moves_nothing(
    where: Network, browser: Browser, tmp_path: Path
) -> None:
    """A team that sends what the facilitator sends, and a second screen of the facilitator."""
    with hall(where, tmp_path) as address:
        leader = Facilitator.enters(browser, address)
        team = Team.sits_down(browser, address, "Tilleuls")
        send = """async (who) => (await import('/static/live.js')).send(
            `/api/session/${who}`, { kind: 'next', phase: 'LOBBY' })"""
        for who, status in (("facilitator", 403), ("team", 409)):
            answer = team.page.evaluate(send, who)
            assert (answer["status"], answer["tree"]["error"]) == (
                status, say("session.only.facilitator", "fr"),
            )  # fmt: skip
        assert leader.page.evaluate("() => document.cookie") == ""
        leader.moves_on()
        answer = leader.page.evaluate(send, "facilitator")
        assert answer["status"] == 409
        leader.sees(say("session.phase.BRIEF", "fr"))
        for one in (leader, team):
            one.leaves()


def test_a_server_killed_in_a_round_goes_on_with_the_same_numbers(
    where: Network, browser: Browser, tmp_path: Path
) -> None:
    """With real runs: the pages stay open, and find the session again where it was."""
    record = tmp_path / "x" / NAME
    words = ("sim.app", *PLAN, f"folder={tmp_path}", "ahead=false", "workers=1")
    with server_of(where, *words, "port=0") as (address, server):
        port = f"port={address.rstrip('/').rpartition(':')[2]}"
        page, _ = opened(browser, f"{address}animateur?lang=fr")
        page.wait_for_selector("#password", timeout=300_000)
        page.context.close()
        leader = Facilitator.enters(browser, address)
        team = Team.sits_down(browser, address, "Tilleuls")
        for _ in range(3):
            leader.moves_on()
        team.press("lever-listening", " ")
        leader.moves_on()
        team.page.wait_for_selector("#round-one table", timeout=120_000)
        table = team.page.locator("#round-one").inner_text()
        leader.moves_on()
        team.press("manner-forced", "ArrowDown")
        team.page.wait_for_selector("#manner-accompanied:checked")
        leader.reach("next")
        server.kill()
    before = replay(record)[0]
    assert before.phase is Phase.ROUND2 and before.results
    with served(where, *words, port):
        team.page.wait_for_selector("#manner-accompanied:checked")
        leader.moves_on()
        team.page.wait_for_selector("#round-two table", timeout=300_000)
        team.page.wait_for_selector("#round-one table", timeout=300_000)
        assert team.page.locator("#round-one").inner_text() == table
        leader.page.wait_for_selector("#round-two table")
        assert leader.page.locator("#notices, .note").count() == 0
    after = replay(record)[0]
    assert dict(after.results).items() >= dict(before.results).items()
    for one in (leader, team):
        one.leaves()


@pytest.mark.slow
def test_twenty_browsers_lose_no_move_and_the_server_stays_light(
    where: Network, browser: Browser, tmp_path: Path
) -> None:
    words = ("tests.app.made_up", "port=0", *PLAN, f"folder={tmp_path}")
    with server_of(where, *words) as (address, server):
        leader = Facilitator.enters(browser, address)
        screen, _ = opened(browser, f"{address}ecran?lang=fr")
        teams = [Team.sits_down(browser, address, f"Équipe {k} {'w' * 20}") for k in range(20)]
        fits(screen, Phase.LOBBY)
        for _ in range(2):
            leader.moves_on()
        for k, team in enumerate(teams):
            team.press("wait", "ArrowRight" if k % 2 else "ArrowLeft")
            team.press("place")
        for team in teams:
            team.press("lock")
            team.sees(say("app.bet.locked", "fr"))
        fits(screen, Phase.BET1)
        leader.moves_on()
        levers = replay(tmp_path / "x" / NAME)[0].levers
        for k, team in enumerate(teams):
            team.press(f"lever-{levers[k % len(levers)]}", " ")
        for team in teams:
            team.page.wait_for_selector("#levers input:checked")
        fits(screen, Phase.ROUND1)
        leader.moves_on()
        fits(screen, Phase.REVEAL1)
        for team in teams:
            team.page.wait_for_selector("#round-one table")
        for phase in (Phase.ROUND2, Phase.REVEAL2):
            leader.moves_on()
            fits(screen, phase)
        status = Path(f"/proc/{server.pid}/status").read_text()
        megabytes = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    state = replay(tmp_path / "x" / NAME)[0]
    assert [team.bet.wait for team in state.teams if team.bet] == [-1, 1] * 10
    assert [team.levers for team in state.teams] == [(levers[k % len(levers)],) for k in range(20)]
    assert all(team.locked for team in state.teams) and state.phase is Phase.REVEAL2
    assert megabytes <= 150


@ONE_FIRST
def test_nothing_scrolls_sideways_on_a_phone_or_with_large_text(
    where: Network, browser: Browser, tmp_path: Path, lang: str
) -> None:
    with hall(where, tmp_path, f"lang={lang}") as address:
        leader = Facilitator.enters(browser, address, lang)
        team = Team.sits_down(browser, address, "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwww", lang)
        wide = []
        for phase in Phase:
            team.page.wait_for_function(
                "(title) => document.getElementById('phase').textContent === title",
                arg=say(f"session.phase.{phase}", lang),
            )
            if phase is Phase.SHOCK:
                leader.press("draw")
                leader.page.wait_for_selector("#shock")
            for one in (leader, team):
                for width, size in ((320, "100%"), (640, "200%")):
                    one.page.set_viewport_size({"width": width, "height": 640})
                    found = one.page.evaluate(
                        "(size) => { const all = document.documentElement;"
                        " all.style.fontSize = size; return all.scrollWidth; }", size,
                    )  # fmt: skip
                    if found > width:
                        wide.append((phase, one.page.url, width, size, found))
            if phase is not Phase.EXPORT:
                leader.moves_on()
        assert wide == []
        for one in (leader, team):
            one.leaves()
