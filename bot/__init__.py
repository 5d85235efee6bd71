"""What people talk to: the conversation, and the places in which it is held."""
