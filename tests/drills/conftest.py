"""Drills use the acceptance tests' deployment."""

from tests.acceptance.conftest import deploy

__all__ = ["deploy"]
