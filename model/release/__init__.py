"""From trained weights to what the scanner loads: export, calibration, thresholds."""
