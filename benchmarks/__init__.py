"""Benchmarks: every figure is a ratio taken in one run on one machine. `make bench`."""
