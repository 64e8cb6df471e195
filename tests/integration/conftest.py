"""The hostile web, one server a module, forgetful between tests."""

from collections.abc import Iterator

import pytest

from tests.hostile import HostileWeb


@pytest.fixture(scope="module")
def server() -> Iterator[HostileWeb]:
    """A web server on loopback that answers as it is told."""
    with HostileWeb() as web:
        yield web


@pytest.fixture
def web(server: HostileWeb) -> HostileWeb:
    """The server with nothing on it."""
    server.reset()
    return server
