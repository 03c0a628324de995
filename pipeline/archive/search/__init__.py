"""Finding documents: one question, the same answer from SQLite and PostgreSQL.

words      letters and figures to words, folded and as written
times      days, months, spans
keys       the names before a colon
query      a question as a tree
parsing    what is typed, to that
entries    a document, to what the index has of it
facets     what documents are counted under, and which of them may be asked
plan       a tree, to what an index is asked for, strictest first
index      the tables, and what both databases share
...        sqlite_index, postgres_index
ranking    how well a document answers
snippets   what is shown of it
searching  all of it: question in, hits out
keeping    the index beside an archive: up to date, caught up, made anew
"""
