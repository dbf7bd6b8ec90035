"""A release knows whether it was built as the preview of a plan.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_preview", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.alter_column("is_preview", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_column("is_preview")
