"""Why an object is not imported."""


class Refused(Exception):
    """What is wrong with an object, in one sentence that names the field."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self)
