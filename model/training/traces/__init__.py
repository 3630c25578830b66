"""Trace pretraining: the network learns to name the processing of each place."""
