"""The history witness: pictures with known JPEG pasts, the network that reads their evidence."""
