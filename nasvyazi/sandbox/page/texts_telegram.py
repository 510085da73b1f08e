"""What the page says of Telegram."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "network": {"ru": "Telegram", "en": "Telegram"},
    # who and where
    "community": {"ru": "Бот", "en": "Bot"},
    "new_community": {"ru": "Новый бот", "en": "New bot"},
    "community_title": {"ru": "Название бота", "en": "Name of the bot"},
    "reads_all": {"ru": "слышит всё в группах", "en": "hears everything in groups"},
    "new_channel": {"ru": "Новый канал", "en": "New channel"},
    "channel_title": {"ru": "Название канала", "en": "Title of the channel"},
    "discussion": {"ru": "с группой для комментариев", "en": "with a group for comments"},
    "new_group": {"ru": "Новая группа", "en": "New group"},
    "group_title": {"ru": "Название группы", "en": "Title of the group"},
    "basic": {"ru": "обычная, ещё не супергруппа", "en": "a basic one, not yet a supergroup"},
    "webhook": {"ru": "Вебхук", "en": "Webhook"},
    "webhook_hint": {
        "ru": "Программа ставит вебхук сама. Здесь его можно подменить у неё за спиной.",
        "en": "The program sets its webhook by itself. Here it can be changed behind its back.",
    },
    "callback_url": {
        "ru": "Адрес вебхука (пусто: убрать)",
        "en": "Webhook address (empty: remove it)",
    },
    "secret": {"ru": "Секрет", "en": "Secret"},
    "keys_hint": {
        "ru": "Выполните эту команду на сервере программы: бот подключится так же, как настоящий.",
        "en": "Run this on the program's server: the bot is connected as a real one would be.",
    },
    "hook_none": {
        "ru": "Вебхука нет: программа опрашивает сама. Ждут: {n}",
        "en": "No webhook: the program asks by itself. Waiting: {n}",
    },
    "hook_ok": {"ru": "Вебхук стоит. Ждут доставки: {n}", "en": "The webhook is set. Waiting: {n}"},
    "hook_failed": {
        "ru": "Вебхук стоит, ждут: {n}. Последняя ошибка: {why}",
        "en": "The webhook is set, waiting: {n}. Last error: {why}",
    },
    "revoke": {"ru": "Отозвать ключ и выдать новый", "en": "Revoke the token, give a new one"},
    # phone
    "tab_dialog": {"ru": "Бот", "en": "Bot"},
    "tab_channel": {"ru": "Канал", "en": "Channel"},
    "tab_group": {"ru": "Группа", "en": "Group"},
    "dialog_empty": {
        "ru": "Здесь пусто. Нажмите «Начать» и напишите боту: сообщение придёт на рабочий стол.",
        "en": "Nothing here yet. Press “Start” and write to the bot: it will arrive on the desk.",
    },
    "channel_empty": {
        "ru": "Постов пока нет. Опубликуйте первый.",
        "en": "No posts yet. Publish the first one.",
    },
    "group_empty": {"ru": "В группе ещё никто не писал.", "en": "Nobody has written in the group yet."},
    "no_community": {
        "ru": "Ботов ещё нет. Создайте первого в разделе «Кто пишет и кому».",
        "en": "There are no bots yet. Create the first one under “Who writes to whom”.",
    },
    "no_channel": {
        "ru": "У бота ещё нет канала. Создайте его в разделе «Кто пишет и кому».",
        "en": "The bot has no channel yet. Create one under “Who writes to whom”.",
    },
    "no_group": {
        "ru": "Бот ещё не состоит в группах. Создайте группу в разделе «Кто пишет и кому».",
        "en": "The bot is in no group yet. Create one under “Who writes to whom”.",
    },
    "start": {"ru": "Начать", "en": "Start"},
    "block": {"ru": "Заблокировать бота", "en": "Block the bot"},
    "allow": {"ru": "Разблокировать бота", "en": "Unblock the bot"},
    "blocked_note": {
        "ru": "Вы заблокировали бота: ответить вам он не может.",
        "en": "You blocked the bot: it cannot answer you.",
    },
    "posting": {"ru": "Новый пост", "en": "New post"},
    "write_post": {"ru": "Текст поста", "en": "Text of the post"},
    "editing_post": {"ru": "Изменение поста", "en": "Editing the post"},
    "speaks": {"ru": "От имени", "en": "As"},
    "as_anonymous": {"ru": "анонимный администратор", "en": "anonymous administrator"},
    "as_channel": {"ru": "канал", "en": "the channel"},
    "missed": {"ru": "О чём бот не узнает", "en": "What the bot does not hear of"},
    "missed_post": {"ru": "о посте", "en": "the post"},
    "missed_forward": {"ru": "о копии поста в группе", "en": "its copy in the group"},
    "no_discussion": {"ru": "без комментариев", "en": "no comments"},
    "copy_of_post": {"ru": "Пост канала", "en": "The channel's post"},
    "service": {"ru": "служебное сообщение", "en": "service message"},
    "bot_administrator": {"ru": "бот — администратор", "en": "the bot is an administrator"},
    "bot_member": {"ru": "бот — участник", "en": "the bot is a member"},
    "bot_left": {"ru": "бота здесь нет", "en": "the bot is not here"},
    "bot_kicked": {"ru": "бота убрали", "en": "the bot was removed"},
    "remove_bot": {"ru": "Убрать бота", "en": "Remove the bot"},
    "add_bot": {"ru": "Вернуть бота", "en": "Add the bot"},
    "mute": {"ru": "Запретить писать", "en": "Forbid to write"},
    "unmute": {"ru": "Разрешить писать", "en": "Let it write"},
    "upgrade": {"ru": "Сделать супергруппой", "en": "Make it a supergroup"},
    # things beside words and photos
    "thing": {"ru": "Приложить другое", "en": "Attach something else"},
    "thing_document": {"ru": "Документ", "en": "Document"},
    "thing_document_large": {"ru": "Документ на 25 МБ", "en": "Document of 25 MB"},
    "thing_voice": {"ru": "Голосовое сообщение", "en": "Voice message"},
    "thing_audio": {"ru": "Аудио", "en": "Audio"},
    "thing_video": {"ru": "Видео", "en": "Video"},
    "thing_video_note": {"ru": "Видеокружок", "en": "Round video"},
    "thing_animation": {"ru": "Анимация", "en": "Animation"},
    "thing_sticker": {"ru": "Стикер", "en": "Sticker"},
    "thing_location": {"ru": "Геопозиция", "en": "Location"},
    "thing_venue": {"ru": "Место", "en": "Venue"},
    "thing_contact": {"ru": "Контакт", "en": "Contact"},
    "thing_poll": {"ru": "Опрос", "en": "Poll"},
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
        "ru": "Сеть просит подождать 5 секунд: ответ должен уйти после них.",
        "en": "The network asks to wait 5 seconds: the answer has to go after them.",
    },
    "f_error_403": {"ru": "Бот заблокирован (403)", "en": "Bot blocked (403)"},
    "f_error_403_what": {
        "ru": "Житель заблокировал бота: программа должна сказать об этом.",
        "en": "The resident blocked the bot: the program has to say so.",
    },
    "f_error_401": {"ru": "Ключ отозван (401)", "en": "Token revoked (401)"},
    "f_error_401_what": {
        "ru": "Ключ бота не действует. Программа должна сказать, что делать.",
        "en": "The bot's token does not work. The program has to say what to do.",
    },
    "f_error_400": {"ru": "Чат не найден (400)", "en": "Chat not found (400)"},
    "f_error_400_what": {
        "ru": "Писать некуда: повторять бесполезно.",
        "en": "There is nowhere to write: a repeat is useless.",
    },
    "f_drop_deliveries_what": {
        "ru": "Обновления не отправляются совсем. Telegram не даёт прочесть их потом: сказанное потеряно навсегда.",
        "en": "Updates are not sent at all. Telegram lets nobody read them later: what was said is lost for good.",
    },
    "f_conflict": {"ru": "Второй опрос (409)", "en": "A second poll (409)"},
    "f_conflict_what": {
        "ru": "Тем же ботом опрашивает кто-то ещё: getUpdates отвечает отказом.",
        "en": "Somebody else polls with the same bot: getUpdates is refused.",
    },
    # log
    "event_message": {"ru": "Сообщение", "en": "Message"},
    "event_edited_message": {"ru": "Сообщение изменено", "en": "Message edited"},
    "event_channel_post": {"ru": "Пост в канале", "en": "Channel post"},
    "event_edited_channel_post": {"ru": "Пост изменён", "en": "Post edited"},
    "event_my_chat_member": {"ru": "Место бота в чате", "en": "The bot's place in a chat"},
}
