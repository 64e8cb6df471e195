"""`python -m workers.cli` is `wireroom`."""

from workers.cli import main

main()
