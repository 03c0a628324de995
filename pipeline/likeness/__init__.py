"""Whether two documents are the same paper, scanned twice."""
