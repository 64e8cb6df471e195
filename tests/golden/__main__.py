"""make golden: rewrite what every maker made, where it may be."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from pipeline.store import schema
from pipeline.store.engine import connect
from tests.golden import ledger, makers
from workers.embedded import Servers


def main() -> int:
    """Exit 1 where an output changed and its version did not; that file stays as it is."""
    parser = argparse.ArgumentParser(prog="make golden", description=__doc__)
    parser.add_argument(
        "--same-version", action="store_true", help="although no version tells of it: one raised, and not released yet"
    )
    same_version, refused = parser.parse_args().same_version, False
    ledger.FOLDER.mkdir(exist_ok=True)
    for made in _made():
        differences = list(ledger.compare(made))
        untold = [each for each in differences if each.untold]
        if untold:
            print(ledger.summary(untold), file=sys.stderr)
        if untold and not same_version:
            refused = True
        elif differences:
            ledger.write(made)
            print(f"{made.maker} {made.version}: {len(made.rows)} inputs written")
    if refused:
        print(
            "not written: raise the version, or say ARGS=--same-version where it is not released yet", file=sys.stderr
        )
    return int(refused)


def _made() -> list[makers.Made]:
    home = Path(tempfile.mkdtemp(prefix="wrt-"))
    servers = Servers(home)
    servers.hold()
    try:
        engine = connect(servers.database_url)
        schema.upgrade(engine)
        with engine.connect() as conn:
            return makers.every(conn)
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
