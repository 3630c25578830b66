"""Comparisons that the paper calls for: they import everything, and nothing imports them."""
