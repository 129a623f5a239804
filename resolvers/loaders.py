"""The dataloaders of one request: one for each batch that is asked for, made on first use."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from models.values.instant import Instant
from resolvers.batches import Batch, Value
from resolvers.key_loader import KeyLoader
from resolvers.reads import Reads


@dataclass(slots=True)
class Loaders:
    """What was read in this request is remembered until `clear`, which every write calls."""

    reads: Reads
    now: Instant
    _loaders: dict[Batch[Any], KeyLoader[Any]] = field(default_factory=dict)

    async def load(self, batch: Batch[Value], key: str) -> Value:
        """The batch's value for one key; calls made in the same tick share a statement."""
        [value] = await self.load_all(batch, [key])
        return value

    async def load_all(self, batch: Batch[Value], keys: Sequence[str]) -> list[Value]:
        """The batch's value for each key; calls made in the same tick share a statement."""
        values: list[Value] = await self._loader(batch).load_all(keys)
        return values

    async def load_known(self, batch: Batch[Value], keys: Iterable[str | None]) -> dict[str | None, Value]:
        """By key, the batch's value, but for keys that are None."""
        known = [key for key in dict.fromkeys(keys) if key is not None]
        return dict(zip(known, await self.load_all(batch, known), strict=True))

    async def load_any(self, wanted: Sequence[tuple[Batch[Any] | None, str]]) -> list[Any]:
        """A value of each batch with its key, all read at once; None where there is no batch."""
        keys_by_batch: dict[Batch[Any], dict[str, None]] = defaultdict(dict)
        for batch, key in wanted:
            if batch is not None:
                keys_by_batch[batch][key] = None
        parts = await asyncio.gather(*(self.load_known(batch, keys) for batch, keys in keys_by_batch.items()))
        found = dict(zip(keys_by_batch, parts, strict=True))
        return [None if batch is None else found[batch][key] for batch, key in wanted]

    def remember(self, batch: Batch[Value], values: Mapping[str, Value]) -> None:
        """Takes values that were read by another statement, so that the batch need not read them."""
        self._loader(batch).remember(values)

    def clear(self) -> None:
        """Forgets what was read."""
        self._loaders.clear()

    def _loader(self, batch: Batch[Any]) -> KeyLoader[Any]:
        loader = self._loaders.get(batch)
        if loader is None:
            loader = self._loaders[batch] = KeyLoader(partial(batch.load, self.reads, self.now))
        return loader
