"""What a role is worth and what a claim comes to: pure, and explained."""
