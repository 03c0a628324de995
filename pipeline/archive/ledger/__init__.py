"""What is known of every scan ever seen, in SQL.

ledger           files, documents, nights; the others hang on it
pages            single pages
entries          what lies in the inbox and is no file yet
causes           what many documents share that a person has to look at
cuts             where a person cut files
asides           files that wait for a person, and what people did with them
nights           how far the night at work is
desk_counts      what the desk's morning page counts
seen             what somebody sees who sees only some fonds
records          what records say that the night's list needs
fixity           when each bag was looked through, and what was found
likeness         which documents are alike, and what people said of it
versions         documents read again
events           what other programs are told of
webhooks         which programs those are, and how far each is
uploads          files that they sent
deliveries       to whom reports of nights went
manifests        lists of what a contractor delivers, and how far the inbox is as they say
tables           the tables and their rows; also those named *_tables
database         SQLite or PostgreSQL
"""
