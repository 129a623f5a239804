"""Why something that came in does not go in."""


class Refused(Exception):
    """What is wrong with an object, in one sentence that names the field."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self)
