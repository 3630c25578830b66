"""What was measured, as typed reports, tables and pictures."""
