-- The world of the practice MAX. Chats of all kinds have ids of their own, that of a dialogue is not its person's.
CREATE TABLE IF NOT EXISTS max_bot (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    username TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS max_subscription (
    bot INTEGER NOT NULL REFERENCES max_bot,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    kinds TEXT,
    created INTEGER NOT NULL,
    failing_since REAL,
    PRIMARY KEY (bot, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS max_person (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    username TEXT NOT NULL,
    portrait TEXT NOT NULL DEFAULT '',
    turn INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS max_chat (
    id INTEGER PRIMARY KEY,
    bot INTEGER NOT NULL REFERENCES max_bot,
    type TEXT NOT NULL CHECK (type IN ('dialog', 'chat', 'channel')),
    title TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    person INTEGER,
    stopped INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 1,
    created INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS max_chat_of_person ON max_chat (bot, person) WHERE type = 'dialog';
CREATE TABLE IF NOT EXISTS max_member (
    chat INTEGER NOT NULL REFERENCES max_chat,
    user INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'left', 'removed')),
    joined INTEGER NOT NULL,
    PRIMARY KEY (chat, user)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS max_file (
    token TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS max_upload (
    ticket TEXT PRIMARY KEY,
    bot INTEGER NOT NULL REFERENCES max_bot,
    kind TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    used INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS max_message (
    mid TEXT PRIMARY KEY,
    chat INTEGER NOT NULL REFERENCES max_chat,
    post TEXT,
    seq INTEGER NOT NULL,
    date INTEGER NOT NULL,
    sender INTEGER,
    bot INTEGER,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL,
    link_type TEXT,
    link_mid TEXT,
    edited INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS max_message_of_chat ON max_message (chat, post, seq);
CREATE TABLE IF NOT EXISTS max_callback (
    id TEXT PRIMARY KEY,
    bot INTEGER NOT NULL REFERENCES max_bot,
    mid TEXT NOT NULL,
    person INTEGER NOT NULL,
    notification TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS max_update (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    bot INTEGER NOT NULL REFERENCES max_bot,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    mid TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up', 'dropped')),
    created REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS max_update_of_bot ON max_update (bot, state, seq);
CREATE INDEX IF NOT EXISTS max_update_of_message ON max_update (bot, mid, seq);
