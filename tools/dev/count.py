"""Adds up what a test run left behind: count.py RESULTS_FOLDER. Prints one line and, if something
failed or nothing ran, exits with 1.

Read are, in that folder:
  ctest.junit       which test binaries ran; the cases inside are in NAME.xml, written by GoogleTest
  NAME.pytest.xml   results of pytest
  NAME.txt          output of a program whose last line is `N passed, N failed, N skipped`
"""

import pathlib
import re
import sys
from collections import Counter
from xml.etree import ElementTree

LINE = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", re.MULTILINE)


def of_ctest(folder: pathlib.Path) -> Counter:
    total = Counter()
    for test in ElementTree.parse(folder / "ctest.junit").iter("testcase"):
        inside = folder / f"{test.get('name')}.xml"
        # CTest says run, fail, disabled or notrun; only the first is a success.
        good = test.get("status") == "run"
        if not inside.exists():  # A fuzzer, or a binary that died before it could write.
            total["passed" if good else "failed"] += 1
            continue
        counts = of_gtest(inside)
        total += counts
        if not good and not counts["failed"]:  # All cases passed; a leak was found at the exit.
            total["failed"] += 1
    return total


def of_gtest(path: pathlib.Path) -> Counter:
    total = Counter()
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None:
            total["failed"] += 1
        elif case.get("status") == "notrun" or case.get("result") == "skipped":
            total["skipped"] += 1
        else:
            total["passed"] += 1
    return total


def of_pytest(path: pathlib.Path) -> Counter:
    total = Counter()
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            total["failed"] += 1
        elif case.find("skipped") is not None:
            total["skipped"] += 1
        else:
            total["passed"] += 1
    return total


def of_text(path: pathlib.Path) -> Counter:
    lines = LINE.findall(path.read_text(errors="replace"))
    if not lines:  # It ended before its last line.
        return Counter(failed=1)
    return Counter(dict(zip(("passed", "failed", "skipped"), map(int, lines[-1]))))


def count(folder: pathlib.Path) -> Counter:
    total = Counter()
    if (folder / "ctest.junit").exists():
        total += of_ctest(folder)
    for path in folder.glob("*.pytest.xml"):
        total += of_pytest(path)
    for path in folder.glob("*.txt"):
        total += of_text(path)
    return total


if __name__ == "__main__":
    total = count(pathlib.Path(sys.argv[1]))
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    sys.exit(total["failed"] > 0 or total["passed"] == 0)
