"""Who asks, what is allowed, and what a browser may load.

doors    what a route asks of who comes: nothing is open that does not say so
shown    what a route asks that names a document: that it is there, and for this person
keeper   nobody who is not known comes as far as a route
people   who asks: by session, token or proxy
forms    a request that changes something comes from a page of ours
record   every such request is a line of the log
hosts    names by which the desk answers
proxies  who stands in front of it, and is believed
pace     how often a program may ask
sizes    how much a request may bring
sealing  secrets that must be known again
headers  what a browser is told about every answer
signing  log in, log out
"""
