"""How well does it answer? Development sets, measures, and the fitting of the calibration."""
