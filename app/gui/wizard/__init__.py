"""The first run's assistant: a page for each thing that a new user has to decide or to allow."""
