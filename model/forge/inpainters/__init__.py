"""Small networks that fill holes, so that a detector learns what such networks leave."""
