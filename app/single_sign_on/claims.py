"""Whom the provider signed in, read from what it says."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.setting_groups.single_sign_on import OidcRole
from app.single_sign_on.errors import BadProof
from models.access.operator import is_email
from models.values.naming import fold

# OpenID Connect allows no more.
_MAX_SUBJECT = 255


class Person(NamedTuple):
    """`subject_hash` tells them from everybody else, whatever their address is.

    `verified` is what the provider says about the address; None where it says nothing.
    """

    subject_hash: str
    email: str
    verified: bool | None
    groups: tuple[str, ...]


def read_person(issuer: str, claims: Mapping[str, Any], groups_claim: str) -> Person:
    """The person of checked claims; raises BadProof where there is no e-mail address."""
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT:
        raise BadProof("the subject is no text")
    if not isinstance(email, str) or not is_email(address := fold(email.strip())):
        raise BadProof("the provider tells no e-mail address")
    verified = claims.get("email_verified")
    # Some providers write it as a text.
    known = None if verified is None else verified is True or verified == "true"
    return Person(hash_subject(issuer, subject), address, known, _list_groups(claims.get(groups_claim)))


def hash_subject(issuer: str, subject: str) -> str:
    """What is stored of who somebody is at the provider: the same subject of another issuer is somebody else."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def find_role(roles: Mapping[str, OidcRole], person: Person) -> OidcRole | None:
    """That of the first group of the setting which the person is in; None for none."""
    return next((role for group, role in roles.items() if group in person.groups), None)


def _list_groups(claim: Any) -> tuple[str, ...]:
    listed = claim if isinstance(claim, list) else [claim]
    return tuple(group for group in listed if isinstance(group, str))
