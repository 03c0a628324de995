"""Draw scans whose truth is known because we drew it."""
