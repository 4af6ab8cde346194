"""`./dev run --once`: what a newcomer starts first, and an end of itself."""

import os
import re
import signal
import subprocess

from demo import logins_in
from processes import ROOT, binary, wait_until


def test_dev_run_opens_the_demo_says_who_can_log_in_and_stops_a_server():
    environment = {**os.environ, "MIRANTE_BIN": binary("MIRANTE_BIN", "mirante")}

    shown = subprocess.run(
        [str(ROOT / "dev"), "run", "--once"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )

    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "simulated" in shown.stdout
    assert re.search(r"answers at http://127\.0\.0\.1:\d+", shown.stdout)
    assert len(logins_in(shown.stdout)) == 2
    for account in ("Vale Verde Matriz", "Vale Verde Loja", "Clínica São Lucas", "Transportes Ipê"):
        assert account in shown.stdout
    assert re.search(r"servers\.stop[\s\S]*succeeded[\s\S]*stopped, seen \d{4}-", shown.stdout)


def test_a_demo_that_is_ended_before_it_opens_leaves_nothing_behind(tmp_path):
    demo = subprocess.Popen(
        [binary("MIRANTE_BIN", "mirante"), "demo", "--listen", "127.0.0.1:0"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_until(lambda: list(tmp_path.glob("mirante-demo.*/mirante.db")), "the two weeks began")

    demo.send_signal(signal.SIGINT)
    said, _ = demo.communicate(timeout=120)

    assert "answers at" not in said, said
    assert list(tmp_path.iterdir()) == []
    assert demo.returncode > 0, said
