"""Records as regulations ask for them: files (hồ sơ) and documents, codes and tables."""
