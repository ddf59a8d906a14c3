"""The staff of a network as a spreadsheet: taken out, edited, and brought in again."""
