"""The recipe of the print reader: how its model was trained and how to train it again."""
