"""The people of a network: who is in which role, and which role nobody fills."""
