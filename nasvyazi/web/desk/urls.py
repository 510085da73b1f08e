"""Addresses of the desk."""

from django.urls import path

from .views import actions, desk, oversight, own, problems, replies, unconfirmed

app_name = "desk"
urlpatterns = [
    path("", desk.home, name="home"),
    path("pulse", desk.pulse, name="pulse"),
    path("appeals/<int:appeal_id>/", desk.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/reply", replies.reply, name="reply"),
    path("appeals/<int:appeal_id>/draft", replies.draft, name="draft"),
    path("appeals/<int:appeal_id>/preview", replies.preview, name="preview"),
    path("appeals/<int:appeal_id>/alike", problems.alike, name="alike"),
    path("appeals/<int:appeal_id>/<slug:action>", actions.act, name="act"),
    path("problems/", problems.problems, name="problems"),
    path("problems/<int:problem_id>/", problems.problem, name="problem"),
    path("problems/<int:problem_id>/describe", problems.describe, name="describe"),
    path("problems/<int:problem_id>/apart/<int:merged_id>", problems.take_apart, name="problem_apart"),
    path("letters/<int:letter_id>/", replies.letter, name="letter"),
    path("letters/<int:letter_id>/resend", replies.resend, name="resend"),
    path("parts/<int:part_id>/delivered", replies.delivered, name="delivered"),
    path("unconfirmed/", unconfirmed.unconfirmed, name="unconfirmed"),
    path("unconfirmed/<int:part_id>/", unconfirmed.card, name="doubt"),
    path("unconfirmed/<int:part_id>/decide", unconfirmed.decide, name="decide"),
    path("photos/<int:file_id>", own.photo, name="photo"),
    path("attachments/<int:attachment_id>", own.attachment, name="attachment"),
    path("attachments/<int:attachment_id>/line", own.attachment_line, name="attachment_line"),
    path("attachments/<int:attachment_id>/again", own.attachment_again, name="attachment_again"),
    path("set-aside/", oversight.set_aside, name="set_aside"),
    path("messages/<int:message_id>/take", oversight.take_message, name="take_message"),
    path("attention/", oversight.ledger, name="attention"),
    path("channels/", oversight.channels, name="channels"),
    path("channels/<int:channel_id>/check", oversight.check, name="check"),
    path("channels/<int:channel_id>/chats/<int:chat_id>/left", oversight.leave_chat, name="leave_chat"),
    path("events/", oversight.events, name="events"),
    path("events/<int:event_id>/", oversight.event, name="event"),
    path("events/<int:event_id>/replay", oversight.replay, name="replay"),
    path("language", own.language, name="language"),
    path("theme", own.theme, name="theme"),
]
