"""Is every byte still as it was, and what can be done where it is not.

checking         one bag with all of this, and which bags are due
bag_look         a bag against its manifests
record_check     ... its record against itself, pictures and original
format_check     ... its derived files against their formats
outdated         ... its derived files as an older program made them
agreement        ledger and archive against each other
damage           what is not as it was, and what can be done
repair           a damaged bag put right
mending          ... where the bytes of its files come from
made_again       ... what is made anew from record, original and evidence
relatives        ... bags that may hold the bytes that are lost
settling         ledger and archive brought together again
"""
