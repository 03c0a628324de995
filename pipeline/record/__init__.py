"""What a document says of itself: fields, closed lists, review notes."""
