"""./dev run, with what builds and starts replaced: what somebody reads who runs it for the first time."""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILDS = "#!/bin/sh\nmkdir -p build/release\ntouch build/release/mirante\nchmod +x build/release/mirante\n"


def run(folder: pathlib.Path) -> str:
    surroundings = {name: value for name, value in os.environ.items() if name != "MIRANTE_BIN"}
    said = subprocess.run(
        [folder / "dev", "run"], cwd="/", env=surroundings, check=True, capture_output=True, text=True
    )
    return said.stdout


def test_the_first_run_says_how_long_it_takes_and_later_ones_do_not(tmp_path):
    (tmp_path / "tools/dev").mkdir(parents=True)
    shutil.copy(ROOT / "dev", tmp_path)
    shutil.copy(ROOT / "tools/dev/lib.sh", tmp_path / "tools/dev")
    for name, text in (("build.sh", BUILDS), ("run.sh", "#!/bin/sh\necho answers\n")):
        script = tmp_path / "tools/dev" / name
        script.write_text(text)
        script.chmod(0o755)

    first, second = run(tmp_path), run(tmp_path)

    assert "10 to 15 minutes" in first
    assert "minutes" not in second
    assert second.endswith("answers\n")
