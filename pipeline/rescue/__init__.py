"""Nothing printed is lost without a word: what is left is looked at once more. Door: `leftover`.

leftover     what no word and no mark accounts for, read again or shown
giving_back  black ink that was lifted and is print
"""
