"""Page bytes to `Cleaned`, on a tree that is parsed once. Pure: no clock, no network, no randomness."""
