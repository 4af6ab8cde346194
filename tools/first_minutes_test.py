"""Each test that tests/journeys/README.md names as the proof of a step is there."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
JOURNEYS = ROOT / "tests/journeys"
STEPS = [line for line in (JOURNEYS / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]


def proofs(step: str) -> list[str]:
    return re.findall(r"`([\w/.]+(?:::\w+)?)`", step.rsplit("|", 2)[1])


def test_every_step_has_a_proof():
    assert len(STEPS) > 20
    assert [step for step in STEPS if not proofs(step)] == []


def test_every_proof_is_there():
    missing = []
    for proof in {proof for step in STEPS for proof in proofs(step)}:
        file, _, name = proof.partition("::")
        path = JOURNEYS / f"{file}.py" if name else ROOT / file
        if not path.is_file() or (name and f"def {name}(" not in path.read_text(encoding="utf-8")):
            missing.append(proof)
    assert missing == []
