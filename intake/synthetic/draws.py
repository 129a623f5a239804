"""Random draws of one customer: numbers, opaque ids, filled-in patterns; always from a seed."""

import random
from binascii import b2a_base64
from functools import cache

_DIGITS = "0123456789"
_NO_SIGNS = bytes.maketrans(b"+/", b"Zq")
_NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_NUMBER_SPACE = 2**30


class Draw(random.Random):
    """A random number generator that also draws what Stripe's objects need."""

    def opaque_id(self, prefix: str, length: int = 24) -> str:
        """A Stripe-like id: the prefix and letters and digits of six bits each."""
        octets = -(-length * 3 // 4)
        code = b2a_base64(self.getrandbits(8 * octets).to_bytes(octets, "big"))
        return prefix + code.translate(_NO_SIGNS)[:length].decode()

    def chance(self, probability: float) -> bool:
        """True in this share of the draws."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """An integer of low … high, both included."""
        return low + int(self.random() * (high - low + 1))

    def fill_pattern(self, pattern: str) -> str:
        """Each # becomes a digit and each % a digit from 1 to 9; the rest stays."""
        return "".join(self._fill_character(character) for character in pattern)

    def _fill_character(self, character: str) -> str:
        if character == "#":
            return _DIGITS[int(self.random() * 10)]
        if character == "%":
            return _DIGITS[1 + int(self.random() * 9)]
        return character


def invoice_prefix(seed: int, index: int) -> str:
    """Six characters, different for each of the first 2^30 customers of a seed.

    Multiplying by an odd number is a bijection modulo a power of two: scrambled, yet never the same twice.
    """
    code = (index * 0x2545F491 + _number_offset(seed)) % _NUMBER_SPACE
    return "".join(_NUMBER_ALPHABET[code >> shift & 31] for shift in range(25, -1, -5))


@cache
def _number_offset(seed: int) -> int:
    return Draw(f"{seed}:invoice prefix").getrandbits(30)
