"""The history witness: evidence of each cell of a picture, and the network that reads it."""
