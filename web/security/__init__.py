"""Who asks, what is allowed, and what a browser may load.

doors    what a route asks of who comes: nothing is open that does not say so
keeper   nobody who is not known comes as far as a route
sealing  secrets that must be known again
headers  what a browser is told about every answer
"""
