"""The practice Telegram: its Bot API with webhooks and polling, and the control API that plays its people."""
