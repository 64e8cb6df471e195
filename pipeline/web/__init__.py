"""The only HTTP: a guarded, polite client."""
