"""Windows whose regions were each processed in a way of their own, labelled at each pixel."""
