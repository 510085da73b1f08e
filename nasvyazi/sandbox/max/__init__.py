"""The practice MAX: its Bot API with webhooks, polling and uploads, and the control API that plays its people."""
