"""Measures a detector on packed pictures: pixel level, image level, with intervals."""
