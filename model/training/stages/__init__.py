"""What every stage of training shares: options, record, steps, and what a run leaves behind."""
