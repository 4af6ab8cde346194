"""The counts that ./dev test ends with, from results as the tools write them."""

import subprocess
import sys
from collections import Counter

import count

CTEST = """<testsuite>
<testcase name="base" status="run"/><testcase name="sql" status="fail"/>
<testcase name="fuzz_http" status="run"/><testcase name="aws" status="notrun"/>
</testsuite>"""
BASE = """<testsuites><testsuite>
<testcase name="Adds" status="run" result="completed"/>
<testcase name="Waits" status="run" result="skipped"><skipped/></testcase>
<testcase name="Sleeps" status="notrun" result="suppressed"/>
</testsuite></testsuites>"""
PASSED = """<testsuites><testsuite>
<testcase name="Commits" status="run" result="completed"/></testsuite></testsuites>"""


def test_cases_are_counted_one_by_one_and_a_binary_that_fails_at_its_exit_once(tmp_path):
    (tmp_path / "ctest.junit").write_text(CTEST)
    (tmp_path / "base.xml").write_text(BASE)
    (tmp_path / "sql.xml").write_text(PASSED)

    # base: 1 passed, 2 skipped; sql: 1 passed, then a leak; fuzz_http: 1 passed; aws: not run.
    assert count.count(tmp_path) == Counter(passed=3, skipped=2, failed=2)


def test_pytest_and_conformance_results_are_added(tmp_path):
    (tmp_path / "journeys.pytest.xml").write_text(
        "<testsuites><testsuite><testcase/><testcase><failure/></testcase>"
        "<testcase><error/></testcase><testcase><skipped/></testcase></testsuite></testsuites>"
    )
    (tmp_path / "conformance_sigv4.txt").write_text(
        "skipped x: why\n1 passed, 0 failed, 0 skipped\n38 passed, 0 failed, 1 skipped\n"
    )

    assert count.count(tmp_path) == Counter(passed=39, failed=2, skipped=2)


def test_a_program_that_ended_before_its_last_line_has_failed(tmp_path):
    (tmp_path / "conformance_sigv4.txt").write_text("Segmentation fault\n")

    assert count.count(tmp_path)["failed"] == 1


def test_a_run_without_any_test_is_not_green(tmp_path):
    run = subprocess.run([sys.executable, count.__file__, str(tmp_path)], capture_output=True)

    assert run.returncode == 1
    assert run.stdout == b"0 passed, 0 failed, 0 skipped\n"
