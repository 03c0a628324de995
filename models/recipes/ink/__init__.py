"""The recipe of the net that tells print from ink that came later."""
