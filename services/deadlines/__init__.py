"""What is due: national deadlines from a file, the boards' own, and what was said to be done."""
