"""Measurements. Each prints figures beside a limit or a peer measured in the same run; none is a test."""
