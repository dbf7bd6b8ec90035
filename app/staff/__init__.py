"""Pages of the field team and the analysts."""

from app.staff import (
    accounts,
    analysts,
    approvals,
    fieldwork,
    invitations,
    jobs,
    plan_blocks,
    plans,
    releases,
    results,
    setup,
    waves,
)
from app.staff.blueprint import blueprint

__all__ = [
    "accounts",
    "analysts",
    "approvals",
    "blueprint",
    "fieldwork",
    "invitations",
    "jobs",
    "plan_blocks",
    "plans",
    "releases",
    "results",
    "setup",
    "waves",
]
