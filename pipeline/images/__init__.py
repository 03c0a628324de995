"""Array to array: the only room that knows OpenCV."""
