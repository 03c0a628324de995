"""One module per format the archive keeps."""
