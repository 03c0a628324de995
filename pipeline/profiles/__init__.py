"""Records as regulations ask for them: files (hồ sơ) and documents, their codes, lengths and tables."""
