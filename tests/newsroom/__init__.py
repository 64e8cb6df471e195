"""A small loopback web of invented news outlets, for trying Wireroom out and for testing it.

    stories/   the prose, by language       outlets.py  hosts, feeds, habits, broken links
         \\                                   /
          catalogue.py  addresses, bodies, the answer sheet (Expected)
           |                      |
      templates/  pages       feeds.py  RSS 2.0, RSS 1.0, Atom, JSON Feed
                \\               /
                 server.py  Newsroom: one port, hosts by the Host header

Everything is fixed: the same port gives the same bytes. The newsroom's "now" is `NOW`, and all its articles are from
the fortnight before it. The countries, people, organisations and events are made up.

    with Newsroom() as room:
        room.feeds        # addresses to poll
        room.expected()   # what should come of it
        room.requests     # what was asked for
"""

from __future__ import annotations

from .model import NOW, Expected, Outlet, Request
from .outlets import OUTLETS
from .server import Newsroom

__all__ = ["NOW", "OUTLETS", "Expected", "Newsroom", "Outlet", "Request"]
