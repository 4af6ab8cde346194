"""`mirante schedule simulate` explains a file without a panel."""

import json
import subprocess

from panel import EXIT
from processes import binary

OFFICE = {
    "id": "hml", "name": "Homologação", "zone": "America/Sao_Paulo", "mode": "edges",
    "rules": [{"window": {"begin": "08:00", "end": "19:00",
                          "days": {"weekdays": ["mon", "tue", "wed", "thu", "fri"]}}}],
    "calendars": [{"calendar": "br-national", "effect": "skip_starts"}],
}  # fmt: skip


def simulate(tmp_path, document, *options, begin="2026-11-19T00:00:00-03:00"):
    file = tmp_path / "office.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return subprocess.run(
        [binary("MIRANTE_BIN", "mirante"), "schedule", "simulate", "--file", file, "--from", begin,
         "--to", "2026-11-21T00:00:00-03:00", *options],
        capture_output=True, text=True, timeout=60)  # fmt: skip


def test_every_fire_has_instant_local_time_zone_action_and_reason(tmp_path):
    answer = json.loads(simulate(tmp_path, OFFICE, "--json").stdout)
    said = [(f["instant"], f["local"], f["zone"], f["action"], f["reason"]["because"])
            for f in answer["fires"]]  # fmt: skip
    zone = "America/Sao_Paulo"
    assert said == [
        ("2026-11-19T11:00:00Z", "2026-11-19T08:00:00-03:00", zone, "start", "schedule"),
        ("2026-11-19T22:00:00Z", "2026-11-19T19:00:00-03:00", zone, "stop", "schedule"),
        ("2026-11-20T11:00:00Z", "2026-11-20T08:00:00-03:00", zone, "none", "holiday"),
        ("2026-11-20T22:00:00Z", "2026-11-20T19:00:00-03:00", zone, "stop", "schedule"),
    ]
    assert answer["fires"][2]["reason"]["name"] == "Consciência Negra"
    assert [(b["begin"], b["end_local"], b["zone"]) for b in answer["bands"]] == [
        ("2026-11-19T11:00:00Z", "2026-11-19T19:00:00-03:00", zone)
    ]


def test_a_wrong_file_is_told_with_field_and_mend(tmp_path):
    refused = simulate(tmp_path, {**OFFICE, "zone": "Brasilia"})
    assert refused.returncode == EXIT["invalid"]
    assert "is not a time zone of tzdata; write a name such as America/Sao_Paulo" in refused.stderr
    assert "(zone)" in refused.stderr
    assert "later than --from" in simulate(tmp_path, OFFICE, begin="2027-01-01T00:00:00Z").stderr
