"""The lowest layer: who did what, and tables that only grow. Imports no other app."""
