"""Measurements of speed and memory; never run as tests."""
