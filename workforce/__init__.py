"""Additional roles (ARRS): roles and their maxima, and what may be claimed."""
