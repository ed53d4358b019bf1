"""gunicorn's configuration for a server that must not outlive whoever started it: `gunicorn -c stop_with_parent.py`.

The starter keeps a pipe to the server's standard input. When that closes, also because the starter was killed, the
server stops.
"""

import os
import signal
import threading

workers = 1
threads = 4
graceful_timeout = 2
control_socket_disable = True


def when_ready(server):
    def wait_for_end_of_input():
        while os.read(0, 1024):
            pass
        os.kill(server.pid, signal.SIGTERM)

    threading.Thread(target=wait_for_end_of_input, daemon=True).start()
