"""Discord commands and events. Thin: they call the conversation and show its reply."""
