"""The positions of the last writes in the database's log, shared by all processes through Redis."""

from app.redis.scripts import RedisScript
from app.redis.server import RedisServer
from storage.replication.written_positions import REMEMBERED_SECONDS, ProcessWrittenPositions

_NOTE = """
local newest = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > newest then
  redis.call('SET', KEYS[1], ARGV[1])
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
"""
_FIND = "return redis.call('GET', KEYS[1])"


class RedisWrittenPositions:
    """WrittenPositions that all processes note in Redis. Without an answer of Redis a process knows of its own."""

    def __init__(self, redis: RedisServer) -> None:
        self._own = ProcessWrittenPositions()
        self._note = RedisScript(redis, _NOTE)
        self._find = RedisScript(redis, _FIND)

    async def note(self, scope: str, position: int) -> None:
        """As `WrittenPositions` says."""
        await self._own.note(scope, position)
        await self._note.run([_key(scope)], position, REMEMBERED_SECONDS)

    async def find(self, scope: str) -> int:
        """As `WrittenPositions` says."""
        return max(await self._own.find(scope), int(await self._find.run([_key(scope)]) or 0))


def _key(scope: str) -> str:
    return f"calmony:written:{scope}"
