"""A release is verified, approved and withdrawn: when, by whom, beside which others, and why.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEPS = ("verified", "approved", "withdrawn")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        # What was built before knew of no other release.
        batch_op.add_column(sa.Column("beside", DOCUMENT, nullable=False, server_default=sa.text("'{}'")))
        for step in STEPS:
            batch_op.add_column(sa.Column(f"{step}_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column(f"{step}_by", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_release_{step}_by_user_account"), "user_account", [f"{step}_by"], ["id"]
            )
            batch_op.create_index(batch_op.f(f"ix_release_{step}_by"), [f"{step}_by"], unique=False)
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(length=1000), nullable=True))
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.alter_column("beside", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_reason")
        for step in reversed(STEPS):
            batch_op.drop_index(batch_op.f(f"ix_release_{step}_by"))
            batch_op.drop_constraint(batch_op.f(f"fk_release_{step}_by_user_account"), type_="foreignkey")
            batch_op.drop_column(f"{step}_by")
            batch_op.drop_column(f"{step}_at")
        batch_op.drop_column("beside")
