"""Small programs that run in Redis, so that what they do happens at once."""

from collections.abc import Sequence
from typing import Any

from app.shared.redis_server import RedisServer


class SharedScript:
    """One program. Its keys and what it returns are its caller's matter."""

    def __init__(self, redis: RedisServer, program: str) -> None:
        self._redis = redis
        self._script = redis.client.register_script(program)

    async def run(self, keys: Sequence[str], *arguments: str | int) -> Any:
        """What the program returns; None where Redis fails."""
        from redis.exceptions import RedisError

        if not self._redis.answers:
            return None
        try:
            return await self._script(keys=keys, args=arguments)
        except (RedisError, OSError) as error:
            self._redis.pause(error)
            return None
