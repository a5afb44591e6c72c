"""What a reader sees of a calibration: tables, sentences and figures."""
