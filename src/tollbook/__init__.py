"""Tollbook: reports say things; it writes down who said what, and counts every death once."""
