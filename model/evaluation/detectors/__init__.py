"""What is measured: exported models and baselines behind one type."""
