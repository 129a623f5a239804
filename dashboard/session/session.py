"""A signed-in operator."""

from dataclasses import dataclass, field, replace

from models.access.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in operator; `live` is their viewer for live data, `csrf_token` is part of their forms.

    The cookie holds `token`.
    """

    live: Viewer
    csrf_token: str
    token: str = field(repr=False)

    @property
    def operator_id(self) -> str:
        """The operator's id."""
        return self.live.credential_id

    @property
    def email(self) -> str:
        """The operator's e-mail address, which changes record as their author."""
        return self.live.name

    @property
    def role(self) -> Role:
        """The role, for live and test data alike."""
        return self.live.role

    @property
    def project_name(self) -> str:
        """The name of their project."""
        return self.live.project_name

    def viewer(self, live_mode: bool) -> Viewer:
        """Their viewer for live or for test data."""
        return replace(self.live, live_mode=live_mode)
