"""`./dev run --once`: the show that a newcomer sees first."""

import os
import re
import subprocess

from processes import ROOT, binary


def test_dev_run_shows_a_list_a_stop_a_start_a_refusal_and_a_fallen_back_start():
    environment = {
        **os.environ,
        "MIRANTE_BIN": binary("MIRANTE_BIN", "mirante"),
        "MIRANTE_SIMCLOUD_BIN": binary("MIRANTE_SIMCLOUD_BIN", "mirante-simcloud"),
    }

    shown = subprocess.run(
        [str(ROOT / "dev"), "run", "--once"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "simulated" in shown.stdout.lower()
    for account in ("Aurora Loja", "Aurora Dados", "Vale Verde"):
        assert account in shown.stdout
    assert re.search(r"servers\.stop[\s\S]*succeeded[\s\S]*stopped, seen \d{4}-", shown.stdout)
    assert re.search(r"servers\.start[\s\S]*succeeded[\s\S]*running, seen \d{4}-", shown.stdout)
    assert re.search(r"refused", shown.stdout)
    assert re.search(r"Client\.InternalError", shown.stdout)
