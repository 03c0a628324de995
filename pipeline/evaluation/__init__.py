"""Read scans whose truth is known, and say how far the reading is from it."""
