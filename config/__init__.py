"""Every knob, the logs, and the feeds to start with. Imports nothing of Wireroom."""
