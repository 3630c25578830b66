"""What happens to whole pictures: cameras, saving, resampling, captions."""
