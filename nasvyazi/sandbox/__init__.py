"""Practice networks: local servers that speak the networks' protocols, with a page to play a resident on.

Imports nothing of the product but toolbox, and runs without Django: see README.md beside this file.
"""
