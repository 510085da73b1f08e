"""What the page says of VK."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "network": {"ru": "ВКонтакте", "en": "VK"},
    "community": {"ru": "Сообщество", "en": "Community"},
    "new_community": {"ru": "Новое сообщество", "en": "New community"},
    "community_title": {"ru": "Название", "en": "Title"},
    "callback_url": {
        "ru": "Адрес вебхука (пусто: программа опрашивает сама)",
        "en": "Webhook address (empty: the program polls)",
    },
    "keys_hint": {
        "ru": "Выполните эту команду на сервере программы: сообщество подключится так же, как настоящее.",
        "en": "Run this on the program's server: the community is connected as a real one would be.",
    },
    "mode_poll": {
        "ru": "Long Poll: программа опрашивает сама",
        "en": "Long Poll: the program asks by itself",
    },
    "server_ok": {"ru": "Вебхук подтверждён", "en": "The webhook is confirmed"},
    "server_wait": {"ru": "Вебхук ждёт подтверждения", "en": "The webhook waits for its confirmation"},
    "server_unconfigured": {
        "ru": "Вебхук не подтверждён: события не отправляются",
        "en": "The webhook is not confirmed: no events are sent",
    },
    "server_failed": {
        "ru": "Вебхук на паузе после многих неудач",
        "en": "The webhook is paused after many failures",
    },
    "server_none": {"ru": "Вебхук не задан", "en": "No webhook is set"},
    "confirm": {"ru": "Подтвердить ещё раз", "en": "Confirm again"},
    "tab_dialog": {"ru": "Сообщения", "en": "Messages"},
    "tab_wall": {"ru": "Стена", "en": "Wall"},
    "dialog_empty": {
        "ru": "Здесь пусто. Напишите сообществу: сообщение придёт на рабочий стол.",
        "en": "Nothing here yet. Write to the community: it will arrive on the desk.",
    },
    "wall_empty": {"ru": "Записей пока нет. Предложите свою.", "en": "No posts yet. Suggest one."},
    "no_community": {
        "ru": "Сообществ ещё нет. Создайте первое в разделе «Кто пишет и кому».",
        "en": "There are no communities yet. Create the first one under “Who writes to whom”.",
    },
    "write_suggestion": {"ru": "Текст записи", "en": "Text of the post"},
    "suggesting": {"ru": "Предложить запись", "en": "Suggest a post"},
    "restore": {"ru": "Восстановить", "en": "Restore"},
    "deleted": {"ru": "Комментарий удалён", "en": "The comment is deleted"},
    "comments_closed": {"ru": "Комментарии закрыты", "en": "Comments are closed"},
    "suggestions": {"ru": "Предложенные записи", "en": "Suggested posts"},
    "publish": {"ru": "Опубликовать", "en": "Publish"},
    "as_admin": {"ru": "за администратора", "en": "as the administrator"},
    "block": {"ru": "Запретить сообщения", "en": "Block messages"},
    "allow": {"ru": "Разрешить сообщения", "en": "Allow messages"},
    "blocked_note": {
        "ru": "Вы запретили сообщения от сообщества: ответить вам нельзя.",
        "en": "You blocked messages from the community: it cannot answer you.",
    },
    "faults_hint": {
        "ru": "Что пойдёт не так в этом сообществе.",
        "en": "What goes wrong in this community.",
    },
    "f_timeout_before_what": {
        "ru": "Сеть молчит, ответ не принят. Программа должна отправить его снова.",
        "en": "The network is silent and has not taken the answer. It has to be sent again.",
    },
    "f_error_6": {"ru": "Слишком часто (6)", "en": "Too often (6)"},
    "f_error_6_what": {
        "ru": "Больше запросов в секунду, чем можно: надо подождать.",
        "en": "More calls a second than allowed: wait a little.",
    },
    "f_error_9": {"ru": "Флуд-контроль (9)", "en": "Flood control (9)"},
    "f_error_9_what": {
        "ru": "Слишком много одинаковых действий: надо подождать дольше.",
        "en": "Too much of the same: wait longer.",
    },
    "f_captcha": {"ru": "Капча (14)", "en": "Captcha (14)"},
    "f_captcha_what": {"ru": "Сеть хочет увидеть человека.", "en": "The network wants to see a person."},
    "f_error_5": {"ru": "Ключ отозван (5)", "en": "Token revoked (5)"},
    "f_error_5_what": {
        "ru": "Ключ доступа не действует. Программа должна сказать, что делать.",
        "en": "The token does not work. The program has to say what to do.",
    },
    "f_error_901": {"ru": "Писать нельзя (901)", "en": "May not write (901)"},
    "f_error_901_what": {
        "ru": "Житель не разрешал сообщения.",
        "en": "The resident did not allow messages.",
    },
    "f_file_gone": {"ru": "Фото пропало (404)", "en": "The photo is gone (404)"},
    "f_file_gone_what": {
        "ru": "Файл фото не отдаётся. Программа должна сказать об этом и дать попробовать снова.",
        "en": "The photo's file is not there. The program has to say so and let one try again.",
    },
    "f_file_huge": {"ru": "Фото на 60 МБ", "en": "A photo of 60 MB"},
    "f_file_huge_what": {
        "ru": "Файл фото больше, чем программа берёт.",
        "en": "The photo's file is larger than the program takes.",
    },
    "f_longpoll_failed": {"ru": "История потеряна (Long Poll)", "en": "History lost (Long Poll)"},
    "f_longpoll_failed_what": {
        "ru": "Сеть забыла события, которых программа ещё не забрала.",
        "en": "The network forgot events that the program has not taken yet.",
    },
    "reason_switched_off": {"ru": "тип события выключен", "en": "this type of event is switched off"},
    "reason_not_confirmed": {"ru": "вебхук не подтверждён", "en": "the webhook is not confirmed"},
    "reason_stopped": {"ru": "пауза после неудач", "en": "paused after failures"},
    "event_confirmation": {"ru": "Подтверждение адреса", "en": "Confirmation"},
    "event_message_new": {"ru": "Новое сообщение", "en": "New message"},
    "event_message_reply": {"ru": "Ответ сообщества", "en": "Community's answer"},
    "event_message_edit": {"ru": "Сообщение изменено", "en": "Message edited"},
    "event_message_allow": {"ru": "Сообщения разрешены", "en": "Messages allowed"},
    "event_message_deny": {"ru": "Сообщения запрещены", "en": "Messages blocked"},
    "event_wall_post_new": {"ru": "Новая запись", "en": "New post"},
    "event_wall_reply_new": {"ru": "Новый комментарий", "en": "New comment"},
    "event_wall_reply_edit": {"ru": "Комментарий изменён", "en": "Comment edited"},
    "event_wall_reply_delete": {"ru": "Комментарий удалён", "en": "Comment deleted"},
    "event_wall_reply_restore": {"ru": "Комментарий восстановлен", "en": "Comment restored"},
    "f_drop_deliveries_what": {
        "ru": "События не отправляются совсем: их можно найти только сверкой.",
        "en": "Events are not sent at all: only a look into the network finds them.",
    },
}
