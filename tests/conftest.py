"""What holds for every test. Fixtures live beside the tests that need them: unit tests start nothing."""

import gc

import pytest

from tests.reasons import NO_CHROMIUM

gc.set_threshold(50_000, 20, 20)  # as in wsgi.py


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in capitals what a green run did not look at."""
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [report for report in skipped if NO_CHROMIUM in str(report.longrepr)]
    if missed:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(missed)} skipped: {NO_CHROMIUM}", red=True)
