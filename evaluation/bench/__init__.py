"""Pages read by us and by others, judged, with what that costs. Door: `ours_and_plain`."""
