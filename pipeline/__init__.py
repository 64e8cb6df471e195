"""From a feed's URL to rows a consumer reads. Start at `pipeline/flow.py`: it is the map of the whole."""
