"""The history witness beside a released network: export and joint thresholds."""
