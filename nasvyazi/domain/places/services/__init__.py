"""Writes of places: where things are (`placing`)."""

from .placing import place_at_house, place_at_point, place_on_street, street_title

__all__ = ["place_at_house", "place_at_point", "place_on_street", "street_title"]
