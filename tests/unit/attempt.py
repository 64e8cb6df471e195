"""What a call ends in: its value, or the error that it may end in."""

from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import WireroomError

Value = TypeVar("Value")


def attempt(call: Callable[[], Value]) -> Value | WireroomError:
    """The call's value, or one of our errors; anything else is raised and fails the test."""
    try:
        return call()
    except WireroomError as error:
        return error
