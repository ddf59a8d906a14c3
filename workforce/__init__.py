"""Additional roles (ARRS): maxima, the staff register, plans, returns, what may be claimed."""
