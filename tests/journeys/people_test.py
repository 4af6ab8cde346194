"""People of an install, from the command line on its machine: invited, limited, with new passwords
and tokens."""

import pytest

from estates import FEW, LOJA

PASSWORD = "quatro cavalos azuis"


@pytest.fixture(scope="module")
def panel(start_aws, start_panel):
    aws = start_aws(FEW, speed=20)
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    return panel


def join(panel, invitation, name):
    secret = invitation["path"].split("#")[1]
    person = {"token": secret, "name": name, "password": PASSWORD, "language": "en", "zone": "UTC"}
    status, session = panel.api("POST", "/api/v1/links/join", person)
    assert status == 201, session
    return session


def test_the_first_administrator_is_made_on_the_machine(panel):
    assert "Nobody can log in yet" in panel.text("user", "list")
    invitation = panel.run("user", "add", "Ana@Example.com", "--role", "admin")
    assert "(invited)" in panel.text("user", "list")

    session = join(panel, invitation, "Ana")

    assert session["role"] == "admin"
    assert session["limits"] is None
    assert panel.run("user", "list")["members"][0]["user"]["email"] == "ana@example.com"
    assert panel.api("GET", "/api/v1/set-up")[1] == {"needed": False}


def test_a_member_is_limited_to_an_account(panel):
    invitation = panel.run("user", "add", "lia@example.com", "--role", "operator", "--account", "Loja")

    session = join(panel, invitation, "Lia")

    account = panel.run("account", "list")["accounts"][0]["id"]
    assert session["limits"] == {"customers": [], "accounts": [account]}
    assert "1 account" in panel.text("user", "list")
    panel.refused("not_found", "user", "add", "x@example.com", "--account", "Padaria")
    panel.refused("invalid", "user", "add", "x@example.com", "--role", "admin", "--account", "Loja")


def test_a_password_is_replaced_and_a_token_made(panel):
    link = panel.run("user", "reset", "ana@example.com")
    token = panel.text("user", "token", "ana@example.com", "--name", "robot", "--days", "1")

    assert link["path"].startswith("/new-password#")
    assert token.startswith("mt_") and token.count("\n") == 1
    assert any(
        record["content"]["action"] == "token.made" and record["content"]["actor"]["kind"] == "command_line"
        for record in panel.run("audit", "list")["records"]
    )
    panel.refused("not_found", "user", "reset", "nobody@example.com")
    panel.refused("invalid", "user", "token", "lia@example.com", "--name", "x", "--role", "admin")


def test_a_second_company_is_added_and_sees_nothing_of_the_first(panel):
    added = panel.run("tenant", "add", "Clínica São Lucas", "--admin", "caio@example.com")
    session = join(panel, added["invitation"], "Caio")
    assert [one["name"] for one in session["tenants"]] == ["Clínica São Lucas"]
    assert "install.manage" not in session["permissions"]

    def there(*words):
        return panel.run(*words, "--tenant", "Clínica São Lucas")

    assert panel.run("account", "list")["accounts"] != []
    assert there("account", "list")["accounts"] == []
    assert [one["user"]["email"] for one in there("user", "list")["members"]] == ["caio@example.com"]
    actions = [record["content"]["action"] for record in there("audit", "list")["records"]]
    assert actions == ["member.joined", "tenant.added"]
    panel.refused("not_found", "account", "list", "--tenant", "Padaria")


def test_who_has_a_login_administers_a_company_at_once(panel):
    assert "is its administrator" in panel.text("tenant", "add", "Norte", "--admin", "ana@example.com")
    panel.refused("conflict", "tenant", "add", "Norte", "--admin", "ana@example.com")

    listed = panel.run("tenant", "list")["tenants"]

    assert [(one["name"], one["administrators"]) for one in listed[1:]] == [("Clínica São Lucas", 1), ("Norte", 1)]
    assert panel.run("user", "list", "--tenant", listed[2]["id"])["members"][0]["user"]["email"] == "ana@example.com"
    assert panel.run("audit", "verify", "--tenant", "Norte")["whole"]
