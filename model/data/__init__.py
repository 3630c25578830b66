"""Images and sets, on disk and in memory: the ground floor, which imports nothing of ours."""
