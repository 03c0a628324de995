"""How far a reading is from the truth: text, fields, marks, pixels. Door: `distances`."""
