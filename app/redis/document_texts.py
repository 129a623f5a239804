"""The texts of persisted documents, for every process."""

from app.redis.scripts import RedisScript
from app.redis.server import RedisServer

# One hash with the texts and one set that orders them by their last use, on one node of a cluster.
_KEYS = tuple(f"{{calmony:documents}}:{name}" for name in ("texts", "used", "bytes", "turn"))

_GET = """
local text = redis.call('HGET', KEYS[1], ARGV[1])
if text then
  redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[4]), ARGV[1])
end
return text
"""
_ADD = """
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then
  return
end
redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[4]), ARGV[1])
local used = redis.call('INCRBY', KEYS[3], #ARGV[2])
while redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[3]) or used > tonumber(ARGV[4]) do
  local oldest = redis.call('ZPOPMIN', KEYS[2])[1]
  used = redis.call('DECRBY', KEYS[3], redis.call('HSTRLEN', KEYS[1], oldest))
  redis.call('HDEL', KEYS[1], oldest)
end
"""


class RedisTexts:
    """SharedTexts in Redis: at most `count` of `size` bytes in all; the one used longest ago makes room.

    Where Redis fails, a text is not known, and its client sends it again.
    """

    def __init__(self, redis: RedisServer, count: int, size: int) -> None:
        self._count, self._size = count, size
        self._get = RedisScript(redis, _GET)
        self._add = RedisScript(redis, _ADD)

    async def get(self, project_id: str, sha256_hash: str) -> str | None:
        """As SharedTexts says."""
        text: bytes | None = await self._get.run(_KEYS, f"{project_id}/{sha256_hash}")
        return None if text is None else text.decode()

    async def add(self, project_id: str, sha256_hash: str, text: str) -> None:
        """As SharedTexts says."""
        await self._add.run(_KEYS, f"{project_id}/{sha256_hash}", text, self._count, self._size)
