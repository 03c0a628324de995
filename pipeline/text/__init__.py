"""Text to text: no pictures, no files."""
