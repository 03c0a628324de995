"""One module a page of the desk, or a family of its API."""
