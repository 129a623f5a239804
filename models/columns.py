"""Column types: stored in the same plain form on both databases, with one decoder each."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, MetaData, String, Text, TypeDecorator
from sqlmodel import Field, SQLModel

from models.values.money import plain_decimal
from storage.columns import bytewise_text

# Every constraint has a name, so that a migration can change it on both databases.
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

Bytewise = bytewise_text()


class EnumText(TypeDecorator[StrEnum]):
    """A member of a StrEnum by its value."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        # Looking a member up takes a tenth of the time of calling its enum.
        self.members = {member.value: member for member in enum}
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.decode(value)

    def decode(self, value: str) -> StrEnum:
        """The member that the stored text stands for."""
        return self.members.get(value) or self.enum(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of any precision as plain text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else plain_decimal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else self.decode(value)

    def decode(self, value: str) -> Decimal:
        """The decimal that the stored text stands for."""
        return Decimal(value)


class JsonText(TypeDecorator[Any]):
    """JSON as text with sorted keys, so that equal values are equal text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.decode(value)

    def decode(self, value: str) -> Any:
        """The value that the stored text stands for."""
        return orjson.loads(value)


def text(**options: Any) -> Any:
    """A column of text that is compared bytewise: ids, hashes, folded names."""
    return Field(sa_type=Bytewise, **options)


def instant(**options: Any) -> Any:
    """A column of microseconds since the epoch."""
    return Field(sa_type=BigInteger, **options)


def amount(**options: Any) -> Any:
    """A column of minor units, 64 bits wide."""
    return Field(sa_type=BigInteger, **options)


def member(enum: type[StrEnum], **options: Any) -> Any:
    """A column that holds one member of the enum."""
    return Field(sa_type=EnumText(enum), **options)


def exact_decimal(**options: Any) -> Any:
    """A column of decimals with all their digits."""
    return Field(sa_type=ExactDecimal, **options)


def json(**options: Any) -> Any:
    """A column that holds JSON."""
    return Field(sa_type=JsonText, **options)
