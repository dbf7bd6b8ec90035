"""What holds for every test. Fixtures live beside the tests that need them: unit tests start nothing."""

import gc

import pytest
from hypothesis import settings

from tests.reasons import MISSED

gc.set_threshold(50_000, 20, 20)  # as in wsgi.py
# Examples take their time where several runs share a machine; what is slow is not wrong.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in capitals what a green run did not look at."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for name, reason in MISSED.items():
        missed = sum(reason in each for each in skipped)
        if missed:
            terminalreporter.section(f"{name} TESTS DID NOT RUN", sep="!", red=True, bold=True)
            terminalreporter.line(f"{missed} skipped: {reason}", red=True)
