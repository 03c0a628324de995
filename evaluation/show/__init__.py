"""What was measured, as tables and pages for people. Door: `report`."""
