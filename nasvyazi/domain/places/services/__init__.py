"""Writes of places: where things are (`placing`)."""

from .placing import place_at_house, place_at_number, place_at_point

__all__ = ["place_at_house", "place_at_number", "place_at_point"]
