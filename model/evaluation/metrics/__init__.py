"""Figures of maps and scores, and their intervals."""
