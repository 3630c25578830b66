"""Tells what was edited in a picture, in tiles at its own pixels."""
