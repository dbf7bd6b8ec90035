"""A wave knows whether its establishments were drawn at random, so that answers can stand for all.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave", schema=None) as batch_op:
        # Nobody has said so of a wave that is there already.
        batch_op.add_column(sa.Column("is_random_sample", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.alter_column("is_random_sample", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.drop_column("is_random_sample")
