"""What pages and API both do with the archive, in plain values: knows nothing of HTTP."""
