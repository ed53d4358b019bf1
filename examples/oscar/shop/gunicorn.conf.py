"""gunicorn's configuration, which it finds by its name."""

workers = 1
threads = 4
graceful_timeout = 2
control_socket_disable = True
