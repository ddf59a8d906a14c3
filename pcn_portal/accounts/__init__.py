"""People, what they may do and which rows they may see: the one permissions room."""
