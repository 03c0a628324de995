"""What scanned pages really say and bear, from samples and transcripts. Door: `cases`."""
