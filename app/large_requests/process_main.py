"""The entry point of the process that answers large requests.

It runs as `python -m app.large_requests.process_main`, with the number of its socket.
"""

import signal
import sys

from app.serving.garbage_collection import collect_seldom


def main() -> None:
    """Answers until the socket's other end is closed."""
    # Both signals reach the whole process group, but the serving process decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    collect_seldom()
    # Not before: this takes a second, in which a signal would end the process.
    from app.large_requests.serving import serve

    serve(int(sys.argv[1]))


if __name__ == "__main__":
    main()
