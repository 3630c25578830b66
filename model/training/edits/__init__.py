"""The second stage: the network learns which places of a picture were edited."""
