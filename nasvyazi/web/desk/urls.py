"""Addresses of the desk."""

from django.urls import path

from .views import actions, channels, desk, oversight, own, photos, problems, replies, unconfirmed

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
    path("photos/<int:file_id>", photos.original, name="photo"),
    path("photos/<int:file_id>/turn", photos.turn, name="turn"),
    path("photos/<int:file_id>/<slug:name>", photos.copy, name="photo_copy"),
    path("attachments/<int:attachment_id>", photos.attachment, name="attachment"),
    path("attachments/<int:attachment_id>/line", photos.line, name="attachment_line"),
    path("attachments/<int:attachment_id>/shot", photos.shot, name="shot"),
    path("attachments/<int:attachment_id>/again", photos.again, name="attachment_again"),
    path("set-aside/", oversight.set_aside, name="set_aside"),
    path("messages/<int:message_id>/take", oversight.take_message, name="take_message"),
    path("attention/", oversight.ledger, name="attention"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<int:channel_id>/check", channels.check, name="check"),
    path("channels/<int:channel_id>/chats/<int:chat_id>/left", channels.leave_chat, name="leave_chat"),
    path("channels/<int:channel_id>/read-back", channels.read_back, name="read_back"),
    path("missed/<int:backfill_id>/noticed", oversight.notice_missed, name="notice_missed"),
    path("events/", oversight.events, name="events"),
    path("events/<int:event_id>/", oversight.event, name="event"),
    path("events/<int:event_id>/replay", oversight.replay, name="replay"),
    path("language", own.language, name="language"),
    path("theme", own.theme, name="theme"),
]
