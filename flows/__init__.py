"""The only room that knows Prefect, and the command `sohoa`."""
