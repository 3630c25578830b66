"""Pairs of copied regions as a scanner tells them, their sides being boxes."""

from evaluation.copies.scanned_copies import ScannedPair


def box(left, top, width, height):
    """A side of one polygon."""
    right, bottom = left + width, top + height
    return [[(left, top), (right, top), (right, bottom), (left, bottom)]]


def pair(source, copy, level="certain", is_side_known=True):
    return ScannedPair(level, source, copy, is_side_known)
