"""Encrypts again, under the first of the installation's secrets, what is encrypted under any of them."""

from typing import NamedTuple

from sqlmodel import col, select

from app.secrets.sealing import BadSeal, Sealing
from app.sessions.second_factors import PURPOSE
from models.access.second_factor import SecondFactor
from storage.database import Database


class Renewed(NamedTuple):
    """How many are encrypted under the first secret now, and the operators whose second factor can't be read."""

    number: int
    unreadable: list[str]


async def renew_secrets(database: Database, secret_key: str) -> Renewed:
    """Encrypts every second factor again, in one transaction."""
    sealing, unreadable, number = Sealing(secret_key, PURPOSE), [], 0
    async with database.sessions.begin() as session:
        wanted = select(SecondFactor).order_by(col(SecondFactor.operator_id)).with_for_update()
        for factor in await session.exec(wanted):
            try:
                factor.sealed_seed = sealing.renew(factor.sealed_seed)
            except BadSeal:
                unreadable.append(factor.operator_id)
            else:
                number += 1
    return Renewed(number, unreadable)
