-- The world of the practice Telegram. A private chat has its person's id; groups and channels are negative.
CREATE TABLE IF NOT EXISTS tg_bot (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE,
    reads_all INTEGER NOT NULL,
    url TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL DEFAULT '',
    allowed TEXT NOT NULL,
    max_connections INTEGER NOT NULL DEFAULT 40,
    last_error_date INTEGER,
    last_error_message TEXT NOT NULL DEFAULT '',
    next_update INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tg_person (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    username TEXT NOT NULL,
    portrait TEXT NOT NULL DEFAULT '',
    turn INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tg_chat (
    id INTEGER PRIMARY KEY,
    bot INTEGER NOT NULL REFERENCES tg_bot,
    type TEXT NOT NULL CHECK (type IN ('channel', 'supergroup', 'group')),
    title TEXT NOT NULL,
    username TEXT NOT NULL DEFAULT '',
    linked INTEGER,
    can_write INTEGER NOT NULL DEFAULT 1,
    migrated_to INTEGER
);
CREATE TABLE IF NOT EXISTS tg_member (
    chat INTEGER NOT NULL,
    bot INTEGER NOT NULL REFERENCES tg_bot,
    status TEXT NOT NULL CHECK (status IN ('administrator', 'member', 'left', 'kicked')),
    PRIMARY KEY (chat, bot)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tg_ban (
    chat INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (chat, sender)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tg_file (
    file_id TEXT PRIMARY KEY,
    unique_id TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tg_message (
    box INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    sender INTEGER,
    sender_chat INTEGER,
    bot INTEGER,
    content TEXT NOT NULL,
    reply_to INTEGER,
    thread INTEGER,
    origin INTEGER,
    album TEXT NOT NULL DEFAULT '',
    edited INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (box, chat, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tg_message_of_thread ON tg_message (chat, thread, id);
CREATE INDEX IF NOT EXISTS tg_message_of_origin ON tg_message (chat, origin);
CREATE TABLE IF NOT EXISTS tg_update (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    bot INTEGER NOT NULL REFERENCES tg_bot,
    update_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    chat INTEGER NOT NULL,
    message INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'given_up', 'dropped')),
    created REAL NOT NULL,
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS tg_update_ahead ON tg_update (bot, state, chat, seq);
CREATE INDEX IF NOT EXISTS tg_update_of_message ON tg_update (bot, chat, message);
