"""Measurements of speed and memory, run by ``python -m benchmarks``; goals stand beside the figures."""

import warnings

# The embedded PostgreSQL asks for a directory that only a login session has, and finds another.
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")
