"""Real edits, kind by kind: what people do to pictures, where the forge can't flatter."""
