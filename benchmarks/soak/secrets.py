"""The secrets of a soak: what clients hold is signed by the one that the service signs with now."""

from typing import Generic, TypeVar

OLD = "the secret that the soak begins with"
NEW = "the secret that the soak ends with"

Signed = TypeVar("Signed")


class SecretInUse:
    """Which of OLD and NEW signs."""

    def __init__(self) -> None:
        self.secret = OLD


class SignedByEither(Generic[Signed]):
    """Something signed by both secrets; `now` is that of the secret in use."""

    def __init__(self, in_use: SecretInUse, by_old: Signed, by_new: Signed) -> None:
        self._in_use = in_use
        self._signed = {OLD: by_old, NEW: by_new}

    @property
    def now(self) -> Signed:
        """What a client holds."""
        return self._signed[self._in_use.secret]
