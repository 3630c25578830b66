"""What the history witness finds in files, beside the truth."""
