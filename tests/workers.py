"""A worker beside the application, as tests need one."""

from flask import Flask

from app import jobs
from tests.respondents import Respondent


def work_off(app: Flask) -> None:
    """The loop of a worker, until no job is left."""
    with app.app_context():
        jobs.serve(is_once=True)


def press_and_wait(app: Flask, someone: Respondent, words: str) -> None:
    """Press a button that starts a job, and look at its page again when a worker was there."""
    someone.press(words)
    assert "/auftraege/" in someone.path, someone.text
    work_off(app)
    someone.open(someone.path)
