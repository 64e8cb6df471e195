"""Bytes to `ParsedFeed`; pure."""
