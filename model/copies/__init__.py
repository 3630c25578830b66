"""The witness of copied regions: the features by which the scanner matches pixels."""
