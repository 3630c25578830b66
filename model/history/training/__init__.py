"""Packs of evidence, and the network that learns from them."""
