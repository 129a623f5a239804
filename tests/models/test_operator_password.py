"""Passwords of operators: verified, hashed anew, and looked for where there is no account."""

import pytest
from argon2 import PasswordHasher
from argon2.profiles import get_default_parameters

from models.access.operator import UNMATCHED_HASH, WeakPassword, hash_password, renew_hash, verify_password

PASSWORD = "correct horse battery"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def test_a_password_is_its_hashs_and_no_other_is() -> None:
    password_hash = hash_password(PASSWORD)

    assert PASSWORD not in password_hash
    assert verify_password(password_hash, PASSWORD)
    assert not verify_password(password_hash, PASSWORD.upper())
    assert not verify_password(password_hash, "")


def test_a_short_password_is_never_hashed() -> None:
    with pytest.raises(WeakPassword):
        hash_password("elevenchars")


def test_a_hash_of_other_parameters_is_renewed_and_one_of_todays_is_kept() -> None:
    renewed = renew_hash(CHEAP_HASH, PASSWORD)

    assert renewed is not None
    assert verify_password(renewed, PASSWORD)
    assert renew_hash(renewed, PASSWORD) is None


@pytest.mark.parametrize("password", ["", PASSWORD, "\0" * 32, "x" * 10_000])
def test_the_hash_of_nobody_takes_todays_work_and_matches_nothing(password: str) -> None:
    assert not verify_password(UNMATCHED_HASH, password)
    assert renew_hash(UNMATCHED_HASH, password) is None


def test_the_hash_of_nobody_has_the_form_of_a_real_one() -> None:
    def form(text: str) -> list[str | int]:
        *parameters, salt, digest = text.split("$")
        return [*parameters, len(salt), len(digest)]

    assert form(UNMATCHED_HASH) == form(PasswordHasher.from_parameters(get_default_parameters()).hash(PASSWORD))
