"""What is shown as proof: marks as they are stored, with their pictures. Door: `stored_marks`.

stored_marks   marks on the scan as it came in
digital_marks  what a file lays over its scan
crops          pictures cut from the scan
putting_back   marks laid over the erased scan give the scan again
proving        stored pictures held against the scan, and cut from it again
"""
