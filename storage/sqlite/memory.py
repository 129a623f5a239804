"""What one process keeps in memory of a SQLite file: so much in all, divided over its connections.

A mapped page counts in the memory of the process once for each connection that maps it, so one connection maps: that of
the event loop, which reads nearly everything. The others read through the cache of the system.
"""

from storage.concurrency.lanes import PLACES
from storage.dialect import READ_CONNECTIONS

MAPPED_BYTES = 64 * 1024 * 1024
LOOP_CACHE_KB = 16_384
THREADS_CACHE_KB = 16_384

IN_LOOP = (f"mmap_size={MAPPED_BYTES}", f"cache_size=-{LOOP_CACHE_KB}")
IN_THREAD = ("mmap_size=0", f"cache_size=-{THREADS_CACHE_KB // (READ_CONNECTIONS + PLACES)}")
