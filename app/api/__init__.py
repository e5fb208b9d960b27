"""The local service: HTTP and websockets for scripts and monitors, over the same services as the window."""
