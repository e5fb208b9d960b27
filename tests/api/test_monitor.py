"""The monitor page in a real browser, and its one-time links."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.api.events import Hub
from app.api.refusals import Refusal
from app.api.server import ApiServer
from app.services.core import Core
from app.services.logins import CODE_S, SESSION_S, Logins
from app.services.session_state import SessionState
from app.services.tokens import Role
from tests.api.conftest import ClientMaker, Watch
from tests.chromium import Page, page


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_link_lets_one_page_in_within_its_time() -> None:
    clock = Clock()
    logins = Logins(clock)
    code = logins.link_code(Role.VIEWER)
    found = logins.redeem(code)
    assert found is not None
    secret, login = found
    assert login.role is Role.VIEWER
    assert logins.known(secret) == login
    assert logins.counts(login.id)
    assert logins.redeem(code) is None, "a second page"
    late = logins.link_code()
    clock.now += CODE_S
    assert logins.redeem(late) is None
    clock.now += SESSION_S
    assert logins.known(secret) is None
    assert not logins.counts(login.id)


def test_the_oldest_logins_give_way() -> None:
    logins = Logins(Clock())
    secrets = []
    for _ in range(70):
        found = logins.redeem(logins.link_code())
        assert found is not None
        secrets.append(found[0])
    assert logins.known(secrets[0]) is None
    assert logins.known(secrets[-1]) is not None


@pytest.fixture
def link(service: ApiServer, core: Core) -> str:
    """Of the monitor, good for one page."""
    (url,) = [one.url for one in service.status.addresses if one.service == "monitor"]
    return f"{url}/#code={core.logins.link_code()}"


@pytest.fixture
def browser() -> Iterator[Page]:
    with page() as one:
        one.look()
        yield one


def test_logging_in_by_link_and_out(link: str, core: Core) -> None:
    url, _, code = link.partition("/#code=")
    with httpx.Client(base_url=url, timeout=30) as client:
        answer = client.post("/api/v1/login", json={"code": code})
        assert answer.json()["data"]["role"] == "operator"
        mine = {"Authorization": f"Bearer {answer.json()['data']['token']}"}
        assert client.get("/api/status", headers=mine).status_code == 200
        assert client.get("/api/v1/tokens", headers=mine).status_code == 403, "it is no admin's"
        again = client.post("/api/v1/login", json={"code": code})
        assert (again.status_code, again.json()["error"]["code"]) == (403, "api.bad_code")
        assert client.post("/api/v1/logout", headers=mine).status_code == 200
        assert client.get("/api/status", headers=mine).status_code == 401
    lines = [line for line in core.paths.logs.glob("audit*") if answer.json()["data"]["token"] in line.read_text()]
    assert not lines, "no secret is in the audit log"


def test_wrong_codes_are_limited(link: str) -> None:
    url = link.partition("/#code=")[0]
    with httpx.Client(base_url=url, timeout=30) as client:
        codes = [client.post("/api/v1/login", json={"code": f"wrong {number}"}).status_code for number in range(7)]
    assert codes == [403] * 5 + [429] * 2


def test_the_log_is_for_those_who_may_steer_and_names_nobody(core: Core, client_of: ClientMaker) -> None:
    core.paths.logs.mkdir(parents=True, exist_ok=True)
    lines = [f"line {number} of {core.paths.user_config}/settings.json" for number in range(600)]
    (core.paths.logs / "understudy.log").write_text("\n".join(lines) + "\n", "utf-8")
    told = client_of(Role.OPERATOR).get("/api/v1/log?lines=3").json()["data"]["lines"]
    assert told == [f"line {number} of <settings>/settings.json" for number in (597, 598, 599)]
    assert client_of(Role.VIEWER).get("/api/v1/log").status_code == 403
    (core.paths.logs / "understudy.log").unlink()
    assert client_of(Role.OPERATOR).get("/api/v1/log").json()["data"]["lines"] == []


def test_the_page_shows_the_run_and_covers_it(browser: Page, link: str, core: Core, watch: Watch) -> None:
    core.settings.set("privacy.consent_date", "2026-01-01")
    browser.open(link)
    browser.until("document.querySelector('#state').textContent === 'Not running'")
    assert browser.run("location.hash") == "", "the code is not left in the address"
    browser.click("#run")
    watch.pictures()
    browser.until("document.querySelector('#state').textContent === 'Running'")
    browser.until("Number(document.querySelector('#fps').textContent) > 0")
    first = browser.text("#run-facts")
    browser.until(f"document.querySelector('#run-facts').innerText !== {first!r}")  # numbers move
    browser.until("document.querySelectorAll('#health .good').length >= 6")

    browser.click("#cover")
    browser.until("document.querySelector('#state').textContent === 'Covered'")
    assert core.session.status.covered_now
    browser.click("#cover")
    asked = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/api/v1/cover')).length"
    browser.until(f"{asked} === 2")
    assert core.session.status.covered_now, "a second press in alarm shows nothing"

    core.session.cover_now(False)  # from the window
    browser.until("document.querySelector('#state').textContent === 'Running'")
    browser.click("#run")
    watch.until(SessionState.IDLE)
    browser.until("document.querySelector('#state').textContent === 'Not running'")
    assert browser.said == []


def test_a_press_meant_to_cover_covers_whoever_was_first(browser: Page, link: str, core: Core, watch: Watch) -> None:
    browser.open(link)
    browser.until("document.querySelector('#state').textContent === 'Not running'")
    browser.run(
        "(() => { const one = document.querySelector('#cover'); new MutationObserver((_, watch) => {"
        " watch.disconnect(); one.click(); }).observe(one, { childList: true }); })()"
    )
    core.session.cover_now(True)  # by a stream deck, a moment before
    asked = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/api/v1/cover')).length"
    browser.until(f"{asked} === 1")
    assert browser.text("#cover") == "Show again"
    assert core.session.status.covered_now


def test_a_connection_that_says_nothing_is_not_believed(
    browser: Page, link: str, core: Core, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a sleep, or on a phone that went out of reach: what was told last is not shown as if it were now."""
    quicker = "const real = setTimeout; window.setTimeout = (work, ms) => real(work, ms === 5000 ? 1500 : ms);"
    browser.call("Page.addScriptToEvaluateOnNewDocument", source=quicker)
    browser.open(link)
    core.session.cover_now(True)
    browser.until("document.querySelector('#state').textContent === 'Covered'")
    with monkeypatch.context() as silence:
        silence.setattr(Hub, "_send", lambda *_: None)
        silence.setattr(Hub, "listen", refuse_all)
        browser.until("document.querySelector('#state').textContent === 'No connection'")
        assert browser.text("#cover") == "Cover now"
        assert browser.run("document.querySelector('#board').classList.contains('stale')")
    browser.until("document.querySelector('#state').textContent === 'Covered'")
    assert browser.text("#cover") == "Show again"


def refuse_all(*_: object) -> None:
    raise Refusal(503, "api.too_many_listeners", "No.", "")


def test_the_page_without_a_login_and_with_one_that_ends(browser: Page, link: str, core: Core) -> None:
    browser.open(link.partition("#")[0])
    browser.until("!document.querySelector('#login').hidden")
    assert browser.run("document.querySelector('#board').hidden")
    token = core.tokens.add("phone", Role.VIEWER)
    browser.run(f"document.querySelector('#token').value = {token.text!r}")
    browser.click("#token-form button")
    browser.until("document.querySelector('#state').textContent === 'Not running'")
    browser.click("#cover")
    browser.until("document.querySelector('#notice').textContent.includes('viewer')")  # and may not
    assert not core.session.status.covered_now
    core.tokens.revoke("phone")
    browser.until("!document.querySelector('#login').hidden")


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, False), (False, True), (True, True)])
def test_the_page_fits_its_screen(browser: Page, link: str, dark: bool, phone: bool) -> None:
    browser.look(dark=dark, phone=phone, width=360 if phone else 1280, height=740 if phone else 900)
    browser.open(link)
    browser.until("document.querySelector('#state').textContent === 'Not running'")
    assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    back = browser.run("getComputedStyle(document.body).backgroundColor")
    assert back == ("rgb(25, 27, 33)" if dark else "rgb(244, 245, 248)")
    assert browser.run("document.querySelector('#cover').getBoundingClientRect().height >= 40")
