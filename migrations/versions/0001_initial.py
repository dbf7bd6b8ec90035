"""The first schema: people, frame, fieldwork, responses, releases, audit.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(20)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempt_kind_subject_hash_at"), ["kind", "subject_hash", "at"], unique=False
        )

    op.create_table(
        "establishment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("enterprise_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("reference", name=op.f("uq_establishment_reference")),
    )
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_establishment_enterprise_id"), ["enterprise_id"], unique=False)

    op.create_table(
        "questionnaire_version",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("tree", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role IN ('company', 'works_council')", name=op.f("ck_questionnaire_version_role_known")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_questionnaire_version")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role IN ('manager', 'analyst', 'contacts', 'admin', 'partner')",
            name=op.f("ck_user_account_role_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("reference_year", sa.Integer(), nullable=False),
        sa.Column("target_year", sa.Integer(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("min_contributors", sa.Integer(), nullable=False),
        sa.Column("min_pairs", sa.Integer(), nullable=False),
        sa.Column("p_percent", sa.Integer(), nullable=False),
        sa.Column("contact_phone", sa.String(length=60), nullable=False),
        sa.Column("contact_mail", sa.String(length=254), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'archived')", name=op.f("ck_wave_state_known")
        ),
        sa.CheckConstraint("min_contributors >= 3", name=op.f("ck_wave_min_contributors_floor")),
        sa.CheckConstraint("min_pairs >= 5", name=op.f("ck_wave_min_pairs_floor")),
        sa.CheckConstraint("p_percent >= 10", name=op.f("ck_wave_p_percent_floor")),
        sa.CheckConstraint("target_year >= reference_year", name=op.f("ck_wave_years_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("slug", name=op.f("uq_wave_slug")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("disposition", WORD, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "disposition IN ('not_sent', 'sent', 'bounced', 'opened', 'started', 'partial', 'complete', 'refused', 'out_of_scope', 'duplicate')",
            name=op.f("ck_assignment_disposition_known"),
        ),
        sa.CheckConstraint("role IN ('company', 'works_council')", name=op.f("ck_assignment_role_known")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_assignment_establishment_id_establishment"),
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"],
            ["questionnaire_version.hash"],
            name=op.f("fk_assignment_version_hash_questionnaire_version"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_assignment_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_assignment_code_hash")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_assignment_link_hash")),
        sa.UniqueConstraint(
            "wave_id", "establishment_id", "role", name=op.f("uq_assignment_wave_id_establishment_id_role")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_establishment_id"), ["establishment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assignment_version_hash"), ["version_hash"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_audit_entry_user_id_user_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_user_id"), ["user_id"], unique=False)

    op.create_table(
        "frame_entry",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=40), nullable=False),
        sa.Column("sector_group", sa.String(length=20), nullable=False),
        sa.Column("wz", sa.String(length=10), nullable=False),
        sa.Column("wz_version", sa.String(length=10), nullable=False),
        sa.Column("kreis", sa.String(length=10), nullable=False),
        sa.Column("size_class", sa.String(length=10), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=False),
        sa.Column("has_works_council", sa.Boolean(), nullable=True),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("employees >= 0", name=op.f("ck_frame_entry_employees_not_negative")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_frame_entry_establishment_id_establishment"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_frame_entry_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "establishment_id", name=op.f("pk_frame_entry")),
    )
    with op.batch_alter_table("frame_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_frame_entry_establishment_id"), ["establishment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_frame_entry_wave_id_stratum"), ["wave_id", "stratum"], unique=False
        )

    op.create_table(
        "frame_total",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=40), nullable=False),
        sa.Column("establishments", sa.Integer(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_frame_total_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "stratum", name=op.f("pk_frame_total")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("responses", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_snapshot_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "wave_questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("attached_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role IN ('company', 'works_council')", name=op.f("ck_wave_questionnaire_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"],
            ["questionnaire_version.hash"],
            name=op.f("fk_wave_questionnaire_version_hash_questionnaire_version"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_wave_questionnaire_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_questionnaire")),
        sa.UniqueConstraint(
            "wave_id", "role", "version_hash", name=op.f("uq_wave_questionnaire_wave_id_role_version_hash")
        ),
    )
    with op.batch_alter_table("wave_questionnaire", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wave_questionnaire_version_hash"), ["version_hash"], unique=False
        )

    op.create_table(
        "browser_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("realm", WORD, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint("realm IN ('befragung', 'intern')", name=op.f("ck_browser_session_realm_known")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_browser_session_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_browser_session_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_session")),
    )
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_session_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_browser_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_browser_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "contact_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_contact_consent_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consent")),
        sa.UniqueConstraint(
            "assignment_id", "purpose", name=op.f("uq_contact_consent_assignment_id_purpose")
        ),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("built_at", MOMENT, nullable=False),
        sa.Column("built_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('built', 'verified', 'approved', 'withdrawn')", name=op.f("ck_release_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["built_by"], ["user_account.id"], name=op.f("fk_release_built_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_release_snapshot_id_snapshot")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_release_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_built_by"), ["built_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_snapshot_id"), ["snapshot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("version_hash", sa.String(length=64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'submitted')", name=op.f("ck_response_state_known")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_response_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"],
            ["questionnaire_version.hash"],
            name=op.f("fk_response_version_hash_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_response_assignment_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_response_reference")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_version_hash"), ["version_hash"], unique=False)

    op.create_table(
        "release_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_release_file_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_file")),
        sa.UniqueConstraint(
            "release_id", "format", "language", name=op.f("uq_release_file_release_id_format_language")
        ),
    )
    op.create_table(
        "response_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("delta", DOCUMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_response_event_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_event")),
    )
    with op.batch_alter_table("response_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_event_response_id_version"), ["response_id", "version"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("check_value", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_submission_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("response_id", "number", name=op.f("uq_submission_response_id_number")),
    )


def downgrade() -> None:
    op.drop_table("submission")
    with op.batch_alter_table("response_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_event_response_id_version"))

    op.drop_table("response_event")
    op.drop_table("release_file")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_version_hash"))

    op.drop_table("response")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_wave_id"))
        batch_op.drop_index(batch_op.f("ix_release_snapshot_id"))
        batch_op.drop_index(batch_op.f("ix_release_built_by"))

    op.drop_table("release")
    op.drop_table("contact_consent")
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_browser_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_browser_session_assignment_id"))

    op.drop_table("browser_session")
    with op.batch_alter_table("wave_questionnaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wave_questionnaire_version_hash"))

    op.drop_table("wave_questionnaire")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_wave_id"))

    op.drop_table("snapshot")
    op.drop_table("frame_total")
    with op.batch_alter_table("frame_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frame_entry_wave_id_stratum"))
        batch_op.drop_index(batch_op.f("ix_frame_entry_establishment_id"))

    op.drop_table("frame_entry")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_version_hash"))
        batch_op.drop_index(batch_op.f("ix_assignment_establishment_id"))

    op.drop_table("assignment")
    op.drop_table("wave")
    op.drop_table("user_account")
    op.drop_table("questionnaire_version")
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_establishment_enterprise_id"))

    op.drop_table("establishment")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_kind_subject_hash_at"))

    op.drop_table("attempt")
