"""Additional roles (ARRS): posts, claims and their limits. Holds no code yet."""
