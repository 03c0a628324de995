"""Stamps with lettering: found, put together, read and named. Door: `stamp_reading`.

stamp_reading  the stages
candidates     which marks may be stamps, alone or together
frames         frames of forms
uprights       their walls
form_lines     frame, cells and dotted blanks of a straight stamp
plates         a stamp's lettering as a clean picture
impressions    one stamp's ink, put together and taken apart
arrivals       ĐẾN: receiver, number and date
signing        offices and names that rubber put into a signer's column
signers        where on a page somebody signs
rubber         what that rubber says, row by row
own_words      a stamp's words are not the page's
"""
