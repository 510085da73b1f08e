"""Every text of the page, in Russian and English: these of all networks, and each network's own beside them."""

from __future__ import annotations

from nasvyazi.sandbox.page import texts_max, texts_telegram, texts_vk

LANGUAGES = ("ru", "en")
OF_NETWORKS = {"vk": texts_vk.TEXTS, "telegram": texts_telegram.TEXTS, "max": texts_max.TEXTS}
"""What differs: a key may have another text in each network. The first one is shown unless another is asked for."""

TEXTS: dict[str, dict[str, str]] = {
    "title": {"ru": "Тренажёр", "en": "Practice networks"},
    "lead": {
        "ru": "Учебная соцсеть: всё как в настоящей, но люди здесь вымышленные.",
        "en": "A practice network: everything works as in the real one, the people are made up.",
    },
    "networks": {"ru": "Соцсети", "en": "Networks"},
    "ways": {"ru": "Куда ещё", "en": "Elsewhere"},
    "to_desk": {"ru": "К рабочему столу", "en": "To the desk"},
    "other_language": {"ru": "English", "en": "Русский"},
    "skip": {"ru": "Перейти к телефону", "en": "Skip to the phone"},
    # who and where
    "settings": {"ru": "Настройки тренажёра", "en": "Settings of the practice network"},
    "people": {"ru": "Кто пишет и кому", "en": "Who writes to whom"},
    "resident": {"ru": "Житель", "en": "Resident"},
    "new_resident": {"ru": "Новый житель", "en": "New resident"},
    "name": {"ru": "Имя и фамилия", "en": "First and last name"},
    "add": {"ru": "Добавить", "en": "Add"},
    "keys": {"ru": "Ключи для подключения", "en": "Keys for connecting"},
    # phone
    "phone": {"ru": "Телефон жителя", "en": "The resident's phone"},
    "no_resident": {
        "ru": "Жителей ещё нет. Добавьте первого в разделе «Кто пишет и кому».",
        "en": "There are no residents yet. Add the first one under “Who writes to whom”.",
    },
    "write_message": {"ru": "Сообщение", "en": "Message"},
    "write_comment": {"ru": "Комментарий", "en": "Comment"},
    "send": {"ru": "Отправить", "en": "Send"},
    "save": {"ru": "Сохранить", "en": "Save"},
    "cancel": {"ru": "Отменить", "en": "Cancel"},
    "attach": {"ru": "Приложить фото", "en": "Attach a photo"},
    "draw": {"ru": "Нарисовать фото", "en": "Draw a photo"},
    "scene_pothole": {"ru": "Яма на дороге", "en": "Pothole"},
    "scene_snow": {"ru": "Снег во дворе", "en": "Snow in the yard"},
    "scene_rubbish": {"ru": "Мусор у баков", "en": "Rubbish"},
    "scene_lamp": {"ru": "Тёмная улица", "en": "Dark street"},
    "scene_playground": {"ru": "Качели", "en": "Broken swing"},
    "scene_lawn_car": {"ru": "Машина на газоне", "en": "Car on the lawn"},
    "remove": {"ru": "Убрать", "en": "Remove"},
    "editing": {"ru": "Изменение сообщения", "en": "Editing the message"},
    "editing_comment": {"ru": "Изменение комментария", "en": "Editing the comment"},
    "replying": {"ru": "Ответ: {name}", "en": "Reply to {name}"},
    "commenting": {"ru": "Комментарий к записи «{text}»", "en": "Comment on “{text}”"},
    "edit": {"ru": "Изменить", "en": "Edit"},
    "delete": {"ru": "Удалить", "en": "Delete"},
    "reply": {"ru": "Ответить", "en": "Reply"},
    "comment": {"ru": "Комментировать", "en": "Comment"},
    "edited": {"ru": "изм.", "en": "edited"},
    "attached": {"ru": "Приложено", "en": "Attached"},
    "photo": {"ru": "Фото", "en": "Photo"},
    "photo_from": {"ru": "Фото, прислал(а) {name}", "en": "Photo sent by {name}"},
    "comments": {"ru": "Комментарии: {n}", "en": "Comments: {n}"},
    "failed": {"ru": "Не получилось: {why}", "en": "It did not work: {why}"},
    "offline": {
        "ru": "Нет связи с тренажёром. Пробуем снова…",
        "en": "The practice server does not answer. Trying again…",
    },
    # what became of an event
    "fate_delivered": {"ru": "программа получила", "en": "the program has it"},
    "fate_pending": {"ru": "в пути", "en": "on its way"},
    "fate_given_up": {"ru": "не доставлено", "en": "not delivered"},
    "fate_dropped": {"ru": "не отправлялось", "en": "not sent"},
    "fate_waiting": {"ru": "ждёт опроса", "en": "waits to be asked for"},
    # faults
    "faults": {"ru": "Сбои", "en": "Faults"},
    "times": {"ru": "Срабатывает", "en": "Happens"},
    "times_once": {"ru": "один раз", "en": "once"},
    "times_always": {"ru": "пока включено", "en": "while it is on"},
    "group_answer": {"ru": "Когда программа отвечает жителю", "en": "When the program answers a resident"},
    "group_event": {"ru": "Когда житель пишет", "en": "When a resident writes"},
    "f_timeout_before": {"ru": "Обрыв до приёма", "en": "Timeout before"},
    "f_timeout_after": {"ru": "Обрыв после приёма", "en": "Timeout after"},
    "f_timeout_after_what": {
        "ru": "Житель ответ получил, а программа об этом не узнала. Второго быть не должно.",
        "en": "The resident has the answer, the program does not know. There must be no second one.",
    },
    "f_http_500_before": {"ru": "Ошибка сервера до приёма", "en": "Server error before"},
    "f_http_500_before_what": {"ru": "Ответ 500, ничего не принято.", "en": "HTTP 500, nothing was taken."},
    "f_http_500_after": {"ru": "Ошибка сервера после приёма", "en": "Server error after"},
    "f_http_500_after_what": {
        "ru": "Ответ 500, но всё принято.",
        "en": "HTTP 500, yet everything was taken.",
    },
    "f_drop_deliveries": {"ru": "Тишина", "en": "Silence"},
    "f_duplicate_delivery": {"ru": "Повтор события", "en": "Duplicate event"},
    "f_duplicate_delivery_what": {
        "ru": "Событие приходит дважды. Обращение должно остаться одно.",
        "en": "An event comes twice. There must be one appeal.",
    },
    "f_delay_deliveries": {"ru": "Задержка 10 секунд", "en": "Ten seconds late"},
    "f_delay_deliveries_what": {"ru": "Событие приходит с опозданием.", "en": "The event comes late."},
    # log
    "log": {"ru": "Журнал доставки", "en": "Delivery log"},
    "log_hint": {
        "ru": "Что сеть сообщила программе и что та ответила.",
        "en": "What the network told the program, and what it answered.",
    },
    "log_empty": {"ru": "Событий ещё не было.", "en": "No events yet."},
    "state_delivered": {"ru": "доставлено", "en": "delivered"},
    "state_retry": {"ru": "повтор через {n} с", "en": "again in {n} s"},
    "state_pending": {"ru": "в пути", "en": "on its way"},
    "state_given_up": {"ru": "не доставлено", "en": "given up"},
    "state_dropped": {"ru": "не отправлено", "en": "not sent"},
    "state_taken": {"ru": "забрано", "en": "taken"},
    "state_waiting": {"ru": "ждёт опроса", "en": "waits to be asked for"},
    "answered": {"ru": "ответ {status}", "en": "answer {status}"},
    "unanswered": {"ru": "нет ответа", "en": "no answer"},
    "attempts": {"ru": "Попытки: {n}", "en": "Attempts: {n}"},
    "reason_silence": {"ru": "включён сбой «Тишина»", "en": "the fault “Silence” is on"},
}


def texts(language: str, network: str) -> dict[str, str]:
    """All texts of the page of one network in one language by key."""
    return {key: words[language] for key, words in (TEXTS | OF_NETWORKS[network]).items()}
