"""How replies, forms and buttons look on Discord."""
