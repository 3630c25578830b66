"""Measures detectors on labelled images: pixels, images, degradations, with intervals."""
