"""A process that is told to stop before it serves."""

import signal
import subprocess
import sys
from pathlib import Path

PATIENCE = 20

# The signal comes while the heap is frozen: after this, collecting garbage means being told to stop.
TOLD_WHILE_COLLECTING = """
import gc, os, signal
from app.factory import create_app
from app.serving.server import listen, serve_app
from app.settings import Settings

settings = Settings(database_url="sqlite+aiosqlite:///{folder}/empty.db")
app, listener = create_app(settings), listen("127.0.0.1", 0)
gc.callbacks.append(lambda *_: os.kill(os.getpid(), signal.SIGTERM))
serve_app(app, listener, settings)
"""


def test_a_stop_is_not_lost_while_garbage_is_collected(tmp_path: Path) -> None:
    code = TOLD_WHILE_COLLECTING.format(folder=tmp_path)

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert ended.returncode == -signal.SIGTERM
