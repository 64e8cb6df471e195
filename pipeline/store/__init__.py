"""Everything that PostgreSQL remembers; the only place with SQL."""
