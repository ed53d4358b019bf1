#!/usr/bin/env python3
"""Serves databases of Tryton: `serve.py ADDRESS PORT`, with the configuration that TRYTOND_CONFIG names and the databases of
TRYTOND_DATABASE_NAMES, separated by commas.

As the program `trytond`, which however may load one of several databases twice and another one not at all: its threads share
the variable with the name.
"""

import sys

from trytond.application import app
from werkzeug.serving import run_simple

if len(sys.argv) != 3 or not sys.argv[2].isdigit():
    sys.exit("usage: serve.py ADDRESS PORT")
run_simple(sys.argv[1], int(sys.argv[2]), app, threaded=True)
