"""The practice VK: its API, Callback API and Bots Long Poll, and the control API that plays its people."""
