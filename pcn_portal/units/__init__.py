"""Months, pounds and their words, for the engines of every app: pure, and below them all."""
