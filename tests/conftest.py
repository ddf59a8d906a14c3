"""Shared fixtures. Real PostgreSQL and Redis; nothing of ours is mocked."""
