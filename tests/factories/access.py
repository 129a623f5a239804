"""Builders of who asks: projects, viewers, operators and their sessions."""

from typing import Any

from models.access.operator import Operator
from models.access.operator_session import NewSession, OperatorSession, new_session
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.values.instant import DAY
from tests.factories.scopes import NOW


def make_project(**overrides: Any) -> Project:
    values = {"id": "prj_1", "name": "Northwind", "created_at": NOW}
    return Project(**values | overrides)


def make_viewer(**overrides: Any) -> Viewer:
    values: dict[str, Any] = {
        "project_id": "prj_1",
        "project_name": "Northwind",
        "live_mode": True,
        "role": Role.OPERATOR,
        "name": "Back office",
        "credential_id": "key_1",
    }
    return Viewer(**values | overrides)


def make_operator(**overrides: Any) -> Operator:
    values = {
        "id": "op_1",
        "project_id": "prj_1",
        "email": "ada@post.example",
        "role": Role.OPERATOR,
        "password_hash": "the hash of no password",
        "created_at": NOW,
    }
    return Operator(**values | overrides)


def make_session(operator: Operator, **overrides: Any) -> NewSession:
    """Of one day, begun NOW."""
    made = new_session(operator.id, NOW, DAY)
    return NewSession(OperatorSession(**made.row.model_dump() | overrides), made.token)
