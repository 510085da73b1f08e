-- A town with a past: appeals number bench.first … bench.last, of which those after bench.closed are open.
--
-- Appeal number i is of resident i modulo 300,000, in their dialogue or (three in ten) under one of 20,000 posts; one comment
-- in 97 stands under the same post. The numbers fit together: a part of the town can be made first and the rest later.

CREATE TEMPORARY TABLE words AS SELECT
    string_to_array('Ленина Советская Мира Садовая Школьная Новая Лесная Набережная Молодёжная Октябрьская '
        'Комсомольская Гагарина Пушкина Чехова Лермонтова Толстого Заводская Железнодорожная Полевая Луговая Вокзальная '
        'Северная Южная Западная Восточная Горького Кирова Победы Труда Строителей Космонавтов Рабочая Парковая Озёрная '
        'Речная Солнечная Зелёная', ' ') AS streets,
    string_to_array('не чистят снег во дворе|прорвало трубу и вода идёт в подвал|третий день нет отопления|'
        'яма на дороге у перехода|не горят фонари вдоль тротуара|переполнены мусорные контейнеры|'
        'сломаны качели на детской площадке|машины стоят на газоне|бродячие собаки у школы|'
        'автобус не пришёл по расписанию|протекает крыша над подъездом|лифт не работает вторую неделю|'
        'упало дерево на проезжую часть|открыт люк колодца|гололёд на лестнице у поликлиники|'
        'управляющая компания не отвечает на заявки|светофор мигает жёлтым|затопило пешеходный переход|'
        'нет горячей воды|шумит стройка по ночам|разрушены ступени у входа|пахнет газом в подъезде|'
        'не вывозят крупный мусор|сбит дорожный знак', '|') AS troubles,
    string_to_array('Когда исправят?|Просим принять меры.|Обращались уже дважды, ответа нет.|'
        'Дети не могут пройти в школу.|Скорая не смогла подъехать.|Кто за это отвечает?|'
        'Сделайте, пожалуйста, что-нибудь.|Фото прилагаю.|Спасибо заранее.|Когда расселят наш дом?|'
        'Соседи тоже жалуются.|В прошлом году было то же самое.', '|') AS tails,
    string_to_array('Марина Ольга Сергей Иван Анна Пётр', ' ') AS names,
    string_to_array('Кузнецова Смирнов Иванова Соколов Попова', ' ') AS surnames;

CREATE TEMPORARY TABLE fresh AS SELECT
    i, i % 300000 + 1 AS resident, i % 10 < 3 AS public, i > current_setting('bench.closed')::bigint AS open,
    CASE WHEN i % 10 >= 3 THEN i % 300000 + 1 WHEN i % 97 = 0 THEN 300001 ELSE 300001 + i % 20000 END AS thread,
    now() - (current_setting('bench.newest')::bigint - i) * interval '50 seconds' AS at,
    'На улице ' || streets[1 + i * 7919 % cardinality(streets)] || ', дом ' || (i * 31 % 240 + 1) || ', '
        || troubles[1 + i / 3 * 104729 % cardinality(troubles)] || '. ' || tails[1 + i / 7 * 1299709 % cardinality(tails)]
        || ' Квартира ' || (i * 13 % 9973) AS text
    FROM words, generate_series(current_setting('bench.first')::bigint, current_setting('bench.last')::bigint) i;

INSERT INTO channels_resident (id, network, network_id, name, url) SELECT DISTINCT
    resident, 'vk', resident::text,
    names[1 + resident % cardinality(names)] || ' ' || surnames[1 + resident / 6 % cardinality(surnames)] || ' ' || resident, ''
    FROM fresh, words ON CONFLICT DO NOTHING;

INSERT INTO channels_thread (id, channel_id, kind, external_id)
    SELECT DISTINCT thread, thread % 2 + 1, CASE WHEN public THEN 'comment' ELSE 'dialog' END, thread::text
    FROM fresh ON CONFLICT DO NOTHING;

INSERT INTO inbox_message (id, thread_id, external_id, resident_id, outgoing, author_id, text, sent_at, received_at,
        stated_date, reply_to, url)
    SELECT i, thread, i::text, resident, false, resident::text, text, at, at, '', '', '' FROM fresh;

INSERT INTO inbox_version (message_id, text, at, text_hash)
    SELECT i, text, at, sha256(i::text::bytea) FROM fresh;

INSERT INTO inbox_attachment (message_id, identity, ordinal, kind, url, preview_url, title, raw, removed)
    SELECT i, i::text, 0, 'photo', '', '', '', '{}', false FROM fresh WHERE i % 7 = 0;

INSERT INTO appeals_appeal (id, channel_id, thread_id, resident_id, desk_id, policy_id, state, excerpt, photo_count,
        message_count, opened_at, last_message_at, first_answer_due_at, first_answered_at, resolution_due_at, closed_at,
        answer_due_at, next_due_at)
    SELECT i, thread % 2 + 1, thread, resident, 1, 1,
        CASE WHEN open THEN (ARRAY['new', 'new', 'in_work', 'in_work', 'resolved'])[1 + i % 5]
            ELSE (ARRAY['closed', 'closed', 'closed', 'dismissed'])[1 + i % 4] END,
        left(text, 300), (i % 7 = 0)::int, 1, at, at, at + interval '1 day',
        CASE WHEN i % 5 > 1 AND (NOT open OR i % 997 NOT IN (2, 3)) THEN at + interval '2 hours' END,
        at + interval '10 days',
        CASE WHEN NOT open THEN at + interval '3 days' END,
        CASE WHEN open AND i % 5 < 2 THEN at + interval '1 day' END,
        CASE WHEN open THEN at + CASE WHEN i % 5 < 2 THEN interval '1 day' ELSE interval '10 days' END END
    FROM fresh;

INSERT INTO appeals_decision (message_id, appeal_id, set_aside_reason, rule, at)
    SELECT i, i, '', 'opened', at FROM fresh;

INSERT INTO appeals_transition (appeal_id, field, old, new, reason, rule, at)
    SELECT i, 'state', '', 'new', 'a resident wrote', 'opened', at FROM fresh;

INSERT INTO outbox_letter (id, thread_id, text, reply_to, request_key, created_at)
    SELECT i, thread, 'Приняли, разбираемся.', '', gen_random_uuid(), at FROM fresh WHERE i % 5 > 1;

INSERT INTO outbox_letterpart (id, letter_id, ordinal, text, key, state, not_before, sent_at, external_id, error_code,
        error_text)
    SELECT i, i, 0, 'Приняли, разбираемся.', i::text,
        CASE WHEN NOT open OR i % 997 NOT IN (2, 3) THEN 'sent' WHEN i % 997 = 2 THEN 'unconfirmed' ELSE 'failed' END,
        at, at, i::text, CASE WHEN open AND i % 997 IN (2, 3) THEN 'timeout' ELSE '' END, ''
    FROM fresh WHERE i % 5 > 1;

INSERT INTO appeals_reply (appeal_id, letter_id) SELECT i, i FROM fresh WHERE i % 5 > 1;

DROP TABLE fresh, words;
