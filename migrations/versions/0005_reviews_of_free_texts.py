"""Free texts are reviewed by a person before they may be in a file for analysts.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_text_review_decided_by_user_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_text_review_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_review")),
        sa.UniqueConstraint("wave_id", "text_key", name=op.f("uq_text_review_wave_id_text_key")),
    )
    with op.batch_alter_table("text_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_review_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_review_wave_id"), ["wave_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("text_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_review_wave_id"))
        batch_op.drop_index(batch_op.f("ix_text_review_decided_by"))
    op.drop_table("text_review")
