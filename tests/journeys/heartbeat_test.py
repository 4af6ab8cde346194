"""The panel's signs of life: an address of the operator's choice is called, and a silence is told
afterwards."""

import http.server
import sqlite3
import threading

import pytest

from processes import wait_until


class Service:
    """Somebody else, who wants to hear of the panel; answers with `status`."""

    def __init__(self):
        self.status = 200
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/push/s3cret?status=up"


@pytest.fixture(scope="module")
def service():
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()


def finding(panel, name: str) -> dict:
    found = panel.try_run("doctor").json["findings"]
    return next(one for one in found if one["name"] == name)


def test_an_address_is_called_and_its_refusal_is_told(service, start_panel):
    panel = start_panel(None, environment={"MIRANTE_HEARTBEAT_URL": service.url})
    wait_until(lambda: service.asked, "the address was called")
    wait_until(lambda: "last answered" in finding(panel, "heartbeat")["text"], "the doctor knows")
    assert service.asked[0] == "/push/s3cret?status=up"
    assert finding(panel, "heartbeat")["status"] == "ok"
    panel.stop()

    service.status = 500
    panel.start()
    wait_until(lambda: finding(panel, "heartbeat")["status"] == "warning", "the doctor knows")

    assert "500" in finding(panel, "heartbeat")["text"]
    assert "s3cret" not in panel.logged()


def test_an_outage_is_told_afterwards_and_once(start_panel):
    panel = start_panel(None)
    assert finding(panel, "outages")["status"] == "ok"
    panel.stop()
    with sqlite3.connect(panel.data / "mirante.db") as store:  # As if ten minutes had passed.
        store.execute("update heartbeat set beaten_at = beaten_at - 600000000")
    store.close()

    panel.start()
    wait_until(lambda: finding(panel, "outages")["status"] == "warning", "the doctor knows")
    panel.stop()
    panel.start()

    records = panel.run("audit", "list")["records"]
    assert [r["content"]["action"] for r in records].count("panel.outage") == 1
    assert panel.run("audit", "verify")["records"] >= 1


def test_what_is_no_address_is_refused_before_anything_is_opened(start_panel):
    panel = start_panel(None, "--heartbeat-url", "alive.example", launch=False)
    panel.launch()

    assert panel.process.wait(timeout=30) == 2
    panel.process = None
    assert "heartbeat-url" in panel.logged()
    assert not (panel.data / "mirante.db").exists()
