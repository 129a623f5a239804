"""Moving windows in Redis, which all processes count in."""

from app.rates.limit import Limit, Taking
from app.redis.scripts import RedisScript
from app.redis.server import RedisServer
from models.values.instant import SECOND
from resolvers.rate_window import RateWindow

# An entry for each hit, the oldest first: when it was, in microseconds by the clock of Redis; what it took; and what it
# and all before it took. So the window's sum is read from its two ends, however many hits lie between.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, length, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function read(index)
  local moment, took, sum = string.match(redis.call('LINDEX', KEYS[1], index) or '', '(%d+) (%d+) (%d+)')
  return tonumber(moment), tonumber(took), tonumber(sum)
end
local oldest, took, first = read(0)
while oldest and oldest <= now - length do
  redis.call('LPOP', KEYS[1])
  oldest, took, first = read(0)
end
local newest, _, last = read(-1)
local total = oldest and last - first + took or 0
local room = total + amount <= limit
if room and amount > 0 then
  total = total + amount
  oldest, newest = oldest or now, now
  redis.call('RPUSH', KEYS[1], string.format('%.0f %.0f %.0f', now, amount, (last or 0) + amount))
  redis.call('PEXPIRE', KEYS[1], length / 1000)
end
return {room and 1 or 0, limit - total, oldest and oldest + length - now or 0, newest and newest + length - now or 0}
"""


class SharedWindows:
    """Exact moving windows, against the whole limit; each is gone when its last hit has left it."""

    def __init__(self, redis: RedisServer) -> None:
        self._take = RedisScript(redis, _TAKE)

    async def take(self, limit: Limit, key: str, amount: int) -> Taking | None:
        """As `Limiter` says; 0 only looks. None where Redis fails."""
        keys = [f"calmony:rate:{limit.name}:{key}"]
        answer = await self._take.run(keys, limit.whole, limit.length * SECOND, min(amount, limit.whole))
        if answer is None:
            return None
        had_room, remaining, more, whole = answer
        window = RateWindow(limit.name, limit.whole, limit.length, remaining, more / SECOND, whole / SECOND)
        return bool(had_room), window
