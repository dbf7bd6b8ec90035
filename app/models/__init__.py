"""The stored rows, typed and without behaviour."""

from app.models.audit import AuditEntry
from app.models.base import Base, Json, now
from app.models.fieldwork import Assignment, QuestionnaireVersion, Wave, WaveQuestionnaire
from app.models.frame import Establishment, FrameEntry, FrameTotal
from app.models.jobs import Job, JobState, Worker
from app.models.kinds import (
    Disposition,
    Realm,
    ReleaseState,
    ResponseState,
    Role,
    UserRole,
    WaveState,
)
from app.models.people import Attempt, BrowserSession, User
from app.models.plans import PlanVersion
from app.models.releases import ReleaseFile, Snapshot, StoredRelease
from app.models.responses import ContactConsent, Response, ResponseEvent, Submission
from app.models.reviews import TextReview

__all__ = [
    "Assignment",
    "Attempt",
    "AuditEntry",
    "Base",
    "BrowserSession",
    "ContactConsent",
    "Disposition",
    "Establishment",
    "FrameEntry",
    "FrameTotal",
    "Job",
    "JobState",
    "Json",
    "PlanVersion",
    "QuestionnaireVersion",
    "Realm",
    "ReleaseFile",
    "ReleaseState",
    "Response",
    "ResponseEvent",
    "ResponseState",
    "Role",
    "Snapshot",
    "StoredRelease",
    "Submission",
    "TextReview",
    "User",
    "UserRole",
    "Wave",
    "WaveQuestionnaire",
    "WaveState",
    "Worker",
    "now",
]
