"""Addresses of all pages, the language in which they are read, and what stands in them."""

import re

from playwright.sync_api import Page, expect

from company import MARKED, Company
from people import send


def row(page: Page, *texts: str):
    """Rows of tables that hold all of these."""
    found = page.get_by_role("row")
    for text in texts:
        found = found.filter(has_text=text)
    return found


def choose(page: Page, field: str, option: str) -> None:
    """In the scope bar."""
    page.get_by_role("button", name=re.compile(f"^{field}")).first.click()
    page.get_by_role("option", name=re.compile(option)).click()
    page.keyboard.press("Escape")


def expect_stream(page: Page, state: str) -> None:
    """How the page's stream of events is: "live" or "reconnecting"."""
    expect(page.locator(".m-live")).to_have_attribute("data-state", state)


def addresses(company: Company, history: dict[str, str]) -> dict[str, str]:
    """Pages that an address alone shows, by a name for the picture; `history` as some_history gave it."""
    servers = {one["name"]: one for one in company.panel.servers()}

    def server(name: str, tab: str = "") -> str:
        one = servers[name]
        path = f"/servers/{one['account']}/{one['region']}/{one['id']}"
        return f"{path}?tab={tab}" if tab else path

    account = servers["loja-web-1"]["account"]
    partly = servers["cinza-site-1"]["account"]
    filtered = f"state=running&tag=Papel:web&account={account}&region=sa-east-1"
    return {
        "home": "/",
        "servers": "/servers",
        "servers-filtered": f"/servers?{filtered}",
        "servers-none": "/servers?q=nada-assim",
        "server": server("loja-web-1"),
        "server-network": server("loja-publico", "network"),
        "server-disks": server("loja-web-1", "disks"),
        "server-tags": server("loja-web-1", "tags"),
        "server-operations": server("loja-web-6", "operations"),
        "server-versions": server("spark-4", "versions"),
        "server-document": server("loja-web-1", "document"),
        "server-marked": server(MARKED),
        "server-schedules": server("hml-web-1", "schedules"),
        "server-resize": server("loja-web-1") + "?resize=1",
        "databases": "/databases",
        "databases-none": "/databases?q=nada-assim",
        "database": f"/databases/{account}/sa-east-1/db:loja-pedidos",
        "database-cluster": f"/databases/{account}/sa-east-1/cluster:loja-sessoes",
        "schedules": "/schedules",
        "schedule": f"/schedules/{history['schedule']}",
        "schedule-edit": f"/schedules/{history['schedule']}/edit",
        "schedule-new": "/schedules/new?preset=office",
        "calendars": "/schedules/calendars",
        "operations": "/operations",
        "operations-filtered": "/operations?state=failed&state=partial&kind=servers.stop&last=24h",
        "operations-none": "/operations?state=cancelled",
        "operation-done": f"/operations/{history['done']}",
        "operation-part": f"/operations/{history['part']}",
        "operation-running": f"/operations/{history['running']}",
        "operation-failed": f"/operations/{history['failed']}",
        "audit": "/audit",
        "audit-filtered": "/audit?action=account.&q=loja&last=7d",
        "audit-none": "/audit?q=nada-assim",
        "accounts": "/settings/accounts",
        "account": f"/settings/accounts/{account}",
        "account-gaps": f"/settings/accounts/{partly}",
        "connect": "/settings/accounts/connect",
        "connect-many": "/settings/accounts/connect-many",
        "customers": "/settings/customers",
        "mail": "/settings/mail",
        "members": "/settings/members",
        "companies": "/settings/companies",
        "profile": "/settings/profile",
        "tokens": "/settings/tokens",
        "brakes": "/settings/brakes",
        "about": "/settings/about",
        "not-found": "/nowhere",
    }


# What is shown to those who have not logged in.
DOORS = {"login": "/login", "set-up-done": "/set-up", "join-broken": "/join", "password-broken": "/new-password"}


def speak(page: Page, company: Company, language: str) -> None:
    """The language of whoever is logged in there."""
    answer = send(page, company.panel, "PATCH", "/api/v1/me", {"language": language})
    assert answer.ok, answer.text()
