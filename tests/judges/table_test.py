"""The table of simcloud/README.md holds what it says: whatever is there was asked at least
once by a judge or by a test of the simulated AWS. (That the table is the program's own is judged by
simcloud/readme_test.cc.)"""

import pathlib
import re

import botocore

ROOT = pathlib.Path(__file__).resolve().parents[2]


def rows():
    text = (ROOT / "simcloud/README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (\w+) \| (\w+) \| (?:faithful|partial) \|", text, re.MULTILINE)


def test_everything_present_is_asked_by_a_judge_or_a_test():
    files = [*(ROOT / "tests/judges").glob("*.py"), *(ROOT / "simcloud").rglob("*_test.cc")]
    said = [set(re.findall(r"\w+", file.read_text(encoding="utf-8"))) for file in files]

    def is_asked(service: str, name: str) -> bool:
        # Several services may have an operation of one name, such as TagResource.
        return any(service in words and {name, botocore.xform_name(name)} & words for words in said)

    present = rows()
    unasked = [f"{service} {name}" for service, name in present if not is_asked(service, name)]

    assert len(present) > 200
    assert unasked == []
