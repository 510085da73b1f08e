"""A fictional district that shows the product at work."""
