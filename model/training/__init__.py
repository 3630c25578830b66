"""Training: packed pictures, augmentation, schedule, checkpoints, validation."""
