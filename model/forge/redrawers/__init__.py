"""Small autoencoders, each of another design: what they draw anew bears the traces of their own."""
