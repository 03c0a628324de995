"""Lists that a scanning contractor delivers beside the scans: what there should be, and its hashes.

listed       one line of a list, as a value, with the name it means
naming       which files may be such lists
reading      sums, lists in CSV and in XLSX, into lines
matching     which file of the inbox a line means
checking     whether the inbox is as the lists say
facts        what is known of that
telling      ... in a clerk's words
"""
