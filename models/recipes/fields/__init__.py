"""How probably a field of the record is right: what it is fitted on, and the fit."""
