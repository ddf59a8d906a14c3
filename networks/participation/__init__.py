"""Which practices take part in the Network Contract DES in a contract year, and by what notice."""
