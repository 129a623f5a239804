"""Scripts that run in Redis, each of them atomically."""

from collections.abc import Sequence
from typing import Any

from app.redis.server import RedisServer


class RedisScript:
    """One Lua script; its keys, arguments and result are the caller's matter."""

    def __init__(self, redis: RedisServer, program: str) -> None:
        self._redis = redis
        self._script = redis.client.register_script(program)

    async def run(self, keys: Sequence[str], *arguments: str | int) -> Any:
        """The script's result; None where Redis fails."""
        from redis.exceptions import RedisError

        if not self._redis.answers:
            return None
        try:
            return await self._script(keys=keys, args=arguments)
        except (RedisError, OSError) as error:
            self._redis.pause(error)
            return None
