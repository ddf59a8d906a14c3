"""Services: what is earned, worked out without a database."""
