"""What happens arrives in an open page by itself: nobody reloads, and the page does not ask every few
seconds. The panel dies and comes back, and the page finds its way."""

import re

import pytest
from playwright.sync_api import Page, expect

from estates import FEW, LOJA
from pages import expect_stream
from people import log_in, set_up
from processes import free_port

# Longer than a stop takes here.
ARRIVES_MS = 45_000

# Queries that ask again by themselves do it by intervals: in this page no interval ever ends, so that
# nothing is asked for but what an event is about.
NEVER_ASKS_BY_ITSELF = """
const begin = window.setInterval.bind(window);
window.setInterval = (run, ms, ...more) => begin(run, 86_400_000, ...more);
"""


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(FEW, speed=10)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    """At an address that it has again after a restart."""
    panel = start_panel(aws, "--listen", f"127.0.0.1:{free_port()}")
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    return panel


def open_servers(page: Page, panel) -> None:
    page.goto(f"{panel.url}/servers")
    expect_stream(page, "live")


def row_of(page: Page, name: str):
    return page.get_by_role("row", name=re.compile(rf"\b{name} "))


def test_the_outcome_of_a_stop_arrives_by_the_stream_alone(panel, page):
    page.add_init_script(NEVER_ASKS_BY_ITSELF)
    set_up(page, panel)
    open_servers(page, panel)
    expect(row_of(page, "web-1")).to_contain_text("Ligado")
    page.evaluate("() => { window.isTheSamePage = true; }")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    # By a command: the page itself knows of nothing.
    panel.run("servers", "stop", *panel.ids(["web-1"]))
    expect(row_of(page, "web-1")).to_contain_text(re.compile("[Dd]esligando"))
    expect(row_of(page, "web-1")).to_contain_text("Desligado", timeout=ARRIVES_MS)

    assert page.evaluate("() => window.isTheSamePage")
    assert not [url for url in asked if "/api/v1/events" in url], "the stream was begun anew"
    assert [url for url in asked if "/api/v1/servers" in url], "read anew for what happened"


def test_a_panel_that_dies_during_an_operation_is_found_again(panel, page, complaints):
    log_in(page, panel)
    open_servers(page, panel)
    page.evaluate("() => { window.isTheSamePage = true; }")
    complaints.allow(r"net::ERR_|Failed to load resource")

    asked = panel.run("servers", "stop", *panel.ids(["web-2"]))
    panel.kill()
    expect_stream(page, "reconnecting")
    expect(page.get_by_text("Reconectando")).to_be_visible()
    panel.start()
    expect_stream(page, "live")
    expect(row_of(page, "web-2")).to_contain_text("Desligado", timeout=ARRIVES_MS)

    assert page.evaluate("() => window.isTheSamePage")
    assert panel.wait_for(asked["id"])["state"] == "succeeded"


def test_who_logs_out_in_one_page_is_out_in_the_other(panel, page, complaints):
    log_in(page, panel)
    other = page.context.new_page()
    open_servers(other, panel)
    complaints.allow("401")

    page.get_by_role("button", name=re.compile("Menu de")).click()
    page.get_by_role("menuitem", name="Sair").click()

    expect(page).to_have_url(re.compile("/login"))
    expect(other).to_have_url(re.compile("/login"))
