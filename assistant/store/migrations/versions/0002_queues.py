"""Indexes for queues by unit and by what is gravest."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    for columns in (["unit_name", "updated"], ["errors", "warnings", "updated"]):
        op.create_index(f"ix_forms_{'_'.join(columns)}", "forms", columns)
