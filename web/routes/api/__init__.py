"""`/api/v1`: what other programs may ask, over the services that the pages use.

api        all of it, and its OpenAPI document
about      is it there, is it ready; the document, and a page that reads it
scans      files sent, and what became of them
nights     what the nights did
documents  found, listed, read: record, text, pages, files
decisions  what people decided: read, and decided
queue      what waits for a person
events     what happened since
answers    the shapes of what is answered
cursors    where a list goes on
multipart  a file out of a form, while it comes
"""

__all__ = ["PREFIX"]

PREFIX = "/api/v1"
