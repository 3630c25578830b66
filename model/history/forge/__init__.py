"""Files with known JPEG pasts, edited and authentic."""
