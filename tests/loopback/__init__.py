"""A Discord on the loopback interface, for tests that run the bot from end to end."""
