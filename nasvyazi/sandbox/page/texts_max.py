"""What the page says of MAX."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "network": {"ru": "MAX", "en": "MAX"},
    # who and where
    "community": {"ru": "Бот", "en": "Bot"},
    "new_community": {"ru": "Новый бот", "en": "New bot"},
    "community_title": {"ru": "Название бота", "en": "Name of the bot"},
    "new_channel": {"ru": "Новый канал", "en": "New channel"},
    "channel_title": {"ru": "Название канала", "en": "Title of the channel"},
    "is_admin": {"ru": "бот — администратор", "en": "the bot is an administrator"},
    "new_group": {"ru": "Новый групповой чат", "en": "New group chat"},
    "group_title": {"ru": "Название чата", "en": "Title of the chat"},
    "webhook": {"ru": "Подписка на события", "en": "Webhook subscription"},
    "webhook_hint": {
        "ru": "Программа подписывается сама. Здесь можно подписать другой адрес у неё за спиной.",
        "en": "The program subscribes by itself. Here another address can be subscribed behind its back.",
    },
    "callback_url": {"ru": "Адрес вебхука", "en": "Webhook address"},
    "secret": {"ru": "Секрет", "en": "Secret"},
    "keys_hint": {
        "ru": "Выполните эту команду на сервере программы: бот подключится так же, как настоящий.",
        "en": "Run this on the program's server: the bot is connected as a real one would be.",
    },
    "hook_none": {
        "ru": "Подписки нет: программа опрашивает сама. Ждут: {n}",
        "en": "No subscription: the program asks by itself. Waiting: {n}",
    },
    "hook_ok": {"ru": "Подписка есть. Ждут доставки: {n}", "en": "There is a subscription. Waiting: {n}"},
    "hook_failed": {
        "ru": "Подписка есть, но адрес не отвечает. Ждут: {n}. Через 8 часов MAX отпишет бота.",
        "en": "There is a subscription, but its address fails. Waiting: {n}. After 8 hours MAX unsubscribes the bot.",
    },
    "unsubscribe": {"ru": "Отписать бота", "en": "Unsubscribe the bot"},
    "revoke": {"ru": "Отозвать ключ и выдать новый", "en": "Revoke the token, give a new one"},
    # phone
    "tab_dialog": {"ru": "Бот", "en": "Bot"},
    "tab_channel": {"ru": "Канал", "en": "Channel"},
    "tab_group": {"ru": "Чат", "en": "Chat"},
    "dialog_empty": {
        "ru": "Здесь пусто. Нажмите «Начать» и напишите боту: сообщение придёт на рабочий стол.",
        "en": "Nothing here yet. Press “Start” and write to the bot: it will arrive on the desk.",
    },
    "channel_empty": {
        "ru": "Постов пока нет. Опубликуйте первый.",
        "en": "No posts yet. Publish the first one.",
    },
    "group_empty": {"ru": "В чате ещё никто не писал.", "en": "Nobody has written in the chat yet."},
    "no_community": {
        "ru": "Ботов ещё нет. Создайте первого в разделе «Кто пишет и кому».",
        "en": "There are no bots yet. Create the first one under “Who writes to whom”.",
    },
    "no_channel": {
        "ru": "У бота ещё нет канала. Создайте его в разделе «Кто пишет и кому».",
        "en": "The bot has no channel yet. Create one under “Who writes to whom”.",
    },
    "no_group": {
        "ru": "Бот ещё не состоит в чатах. Создайте чат в разделе «Кто пишет и кому».",
        "en": "The bot is in no chat yet. Create one under “Who writes to whom”.",
    },
    "start": {"ru": "Начать", "en": "Start"},
    "block": {"ru": "Остановить бота", "en": "Stop the bot"},
    "allow": {"ru": "Запустить бота снова", "en": "Start the bot again"},
    "blocked_note": {
        "ru": "Вы остановили бота: ответить вам он не может.",
        "en": "You stopped the bot: it cannot answer you.",
    },
    "posting": {"ru": "Новый пост", "en": "New post"},
    "write_post": {"ru": "Текст поста", "en": "Text of the post"},
    "editing_post": {"ru": "Изменение поста", "en": "Editing the post"},
    "speaks": {"ru": "От имени", "en": "As"},
    "as_channel": {"ru": "канал", "en": "the channel"},
    "passed_on": {"ru": "Переслано, автор {name}:", "en": "Passed on, by {name}:"},
    "comments_closed": {"ru": "комментарии выключены", "en": "comments are off"},
    "close_comments": {"ru": "Выключить комментарии", "en": "Switch comments off"},
    "open_comments": {"ru": "Включить комментарии", "en": "Switch comments on"},
    "bot_admin": {"ru": "бот — администратор", "en": "the bot is an administrator"},
    "bot_member": {"ru": "бот — участник и ничего не слышит", "en": "the bot is a member and hears nothing"},
    "bot_left": {"ru": "бота здесь нет", "en": "the bot is not here"},
    "bot_removed": {"ru": "бота убрали", "en": "the bot was removed"},
    "remove_bot": {"ru": "Убрать бота", "en": "Remove the bot"},
    "add_bot": {"ru": "Вернуть бота", "en": "Add the bot"},
    # things beside words and photos
    "thing": {"ru": "Приложить другое", "en": "Attach something else"},
    "thing_file": {"ru": "Файл", "en": "File"},
    "thing_audio": {"ru": "Голосовое сообщение", "en": "Voice message"},
    "thing_video": {"ru": "Видео", "en": "Video"},
    "thing_sticker": {"ru": "Стикер", "en": "Sticker"},
    "thing_location": {"ru": "Геопозиция", "en": "Location"},
    "thing_contact": {"ru": "Контакт", "en": "Contact"},
    "thing_share": {"ru": "Ссылка", "en": "Link"},
    # what became of an update
    "fate_untold": {"ru": "бот этого не слышит", "en": "the bot does not hear this"},
    # faults
    "faults_hint": {"ru": "Что пойдёт не так у этого бота.", "en": "What goes wrong with this bot."},
    "f_timeout_before_what": {
        "ru": "Сеть молчит, ответ не принят. Программа этого не знает: ответ должен стать неподтверждённым.",
        "en": "The network is silent and has not taken the answer. The program cannot know: unconfirmed.",
    },
    "f_error_429": {"ru": "Слишком часто (429)", "en": "Too often (429)"},
    "f_error_429_what": {
        "ru": "Сеть просит писать реже: ответ должен уйти позже.",
        "en": "The network asks for patience: the answer has to go later.",
    },
    "f_error_403": {"ru": "Бот остановлен (403)", "en": "Bot stopped (403)"},
    "f_error_403_what": {
        "ru": "Житель остановил бота: программа должна сказать об этом.",
        "en": "The resident stopped the bot: the program has to say so.",
    },
    "f_attachment_not_ready": {"ru": "Вложение не готово", "en": "Attachment not ready"},
    "f_attachment_not_ready_what": {
        "ru": "Фото загружено, но ещё обрабатывается: программа должна подождать и повторить.",
        "en": "The photo is uploaded but still being worked on: the program has to wait and repeat.",
    },
    "f_error_401": {"ru": "Ключ отозван (401)", "en": "Token revoked (401)"},
    "f_error_401_what": {
        "ru": "Ключ бота не действует. Программа должна сказать, что делать.",
        "en": "The bot's token does not work. The program has to say what to do.",
    },
    "f_error_503": {"ru": "Сервис недоступен (503)", "en": "Service unavailable (503)"},
    "f_error_503_what": {
        "ru": "MAX не отвечает ни на какие запросы.",
        "en": "MAX answers no request at all.",
    },
    "f_drop_deliveries_what": {
        "ru": "События не отправляются. Прочесть сказанное потом можно только в истории чата.",
        "en": "Updates are not sent. What was said can only be read later from the chat's history.",
    },
    "reason_unsubscribed": {"ru": "бот отписан", "en": "the bot was unsubscribed"},
    # log
    "event_message_created": {"ru": "Сообщение", "en": "Message"},
    "event_message_edited": {"ru": "Сообщение изменено", "en": "Message edited"},
    "event_message_removed": {"ru": "Сообщение удалено", "en": "Message deleted"},
    "event_message_callback": {"ru": "Нажата кнопка", "en": "Button pressed"},
    "event_bot_started": {"ru": "Бот запущен", "en": "Bot started"},
    "event_bot_stopped": {"ru": "Бот остановлен", "en": "Bot stopped"},
    "event_bot_added": {"ru": "Бот добавлен", "en": "Bot added"},
    "event_bot_removed": {"ru": "Бот убран", "en": "Bot removed"},
    "event_user_added": {"ru": "Участник пришёл", "en": "Member came"},
    "event_user_removed": {"ru": "Участник ушёл", "en": "Member went"},
    "event_chat_title_changed": {"ru": "Чат переименован", "en": "Chat renamed"},
}
