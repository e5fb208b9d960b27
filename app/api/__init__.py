"""The local service: HTTP and websockets for scripts, stream decks and monitors, over the same services as the window."""
