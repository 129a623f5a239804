"""The dataloaders of one request: one for each batch that is asked for, made on first use."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from strawberry.dataloader import DataLoader

from models.values.instant import Instant
from resolvers.batches import Batch, Value
from resolvers.reads import Reads


@dataclass(slots=True)
class Loaders:
    """What was read in this request is remembered until `clear`, which every write calls."""

    reads: Reads
    now: Instant
    _loaders: dict[Batch[Any], DataLoader[str, Any]] = field(default_factory=dict)

    async def load(self, batch: Batch[Value], key: str) -> Value:
        """The batch's value for one key; calls made in the same tick share a statement."""
        while True:
            loader = self._loader(batch)
            try:
                value: Value = await loader.load(key)
            except asyncio.CancelledError:
                # A cancelled caller cancels the future it shares; drop the loader so that others start anew.
                if self._loaders.get(batch) is loader:
                    del self._loaders[batch]
                if (task := asyncio.current_task()) is None or task.cancelling():
                    raise
            else:
                return value

    def remember(self, batch: Batch[Value], values: Mapping[str, Value]) -> None:
        """Takes values that were read by another statement, so that the batch need not read them."""
        self._loader(batch).prime_many(values)

    def clear(self) -> None:
        """Forgets what was read."""
        self._loaders.clear()

    def _loader(self, batch: Batch[Any]) -> DataLoader[str, Any]:
        loader = self._loaders.get(batch)
        if loader is None:
            loader = self._loaders[batch] = DataLoader(lambda keys: batch.load(self.reads, self.now, keys))
        return loader
