-- The world of the practice VK. Ids of users and communities are positive here; the API shows communities negative.
CREATE TABLE IF NOT EXISTS vk_community (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    screen_name TEXT NOT NULL UNIQUE,
    confirmation TEXT NOT NULL,
    secret TEXT NOT NULL DEFAULT '',
    longpoll_enabled INTEGER NOT NULL DEFAULT 0,
    longpoll_key TEXT NOT NULL,
    longpoll_events TEXT NOT NULL,
    longpoll_floor INTEGER NOT NULL DEFAULT 0,
    longpoll_heard INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS vk_token (
    token TEXT PRIMARY KEY,
    community INTEGER NOT NULL REFERENCES vk_community,
    kind TEXT NOT NULL CHECK (kind IN ('community', 'service', 'user')),
    user_id INTEGER
);
CREATE INDEX IF NOT EXISTS vk_token_of_community ON vk_token (community);
CREATE TABLE IF NOT EXISTS vk_server (
    id INTEGER PRIMARY KEY,
    community INTEGER NOT NULL REFERENCES vk_community,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('unconfigured', 'failed', 'wait', 'ok')),
    events TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    paused_until REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS vk_server_of_community ON vk_server (community);
CREATE TABLE IF NOT EXISTS vk_person (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    sex INTEGER NOT NULL CHECK (sex IN (0, 1, 2)),
    photo INTEGER,
    is_admin INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vk_consent (
    community INTEGER NOT NULL REFERENCES vk_community,
    person INTEGER NOT NULL REFERENCES vk_person,
    allowed INTEGER NOT NULL,
    PRIMARY KEY (community, person)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vk_photo (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    album_id INTEGER NOT NULL,
    access_key TEXT NOT NULL,
    date INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vk_upload (
    hash TEXT PRIMARY KEY,
    server INTEGER NOT NULL,
    photo TEXT NOT NULL,
    file TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS vk_message (
    community INTEGER NOT NULL REFERENCES vk_community,
    peer INTEGER NOT NULL REFERENCES vk_person,
    cmid INTEGER NOT NULL,
    id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    out INTEGER NOT NULL,
    date INTEGER NOT NULL,
    created REAL NOT NULL,
    text TEXT NOT NULL,
    photos TEXT NOT NULL,
    random_id INTEGER NOT NULL DEFAULT 0,
    reply_to INTEGER,
    admin INTEGER,
    edited INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, peer, cmid)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS vk_message_id ON vk_message (community, id);
CREATE TABLE IF NOT EXISTS vk_post (
    community INTEGER NOT NULL REFERENCES vk_community,
    id INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('post', 'suggest')),
    from_id INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    signer INTEGER,
    date INTEGER NOT NULL,
    text TEXT NOT NULL,
    photos TEXT NOT NULL,
    guid TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL,
    comments_closed INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vk_comment (
    community INTEGER NOT NULL,
    id INTEGER NOT NULL,
    post INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    created REAL NOT NULL,
    text TEXT NOT NULL,
    photos TEXT NOT NULL,
    thread INTEGER,
    reply_to INTEGER,
    guid TEXT NOT NULL DEFAULT '',
    edited INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, id),
    FOREIGN KEY (community, post) REFERENCES vk_post
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS vk_comment_of_post ON vk_comment (community, post, id);
-- What a message carries beside photos, as VK's own JSON.
CREATE TABLE IF NOT EXISTS vk_carried (
    community INTEGER NOT NULL,
    peer INTEGER NOT NULL,
    cmid INTEGER NOT NULL,
    attachments TEXT NOT NULL,
    forwards TEXT NOT NULL,
    geo TEXT NOT NULL,
    PRIMARY KEY (community, peer, cmid),
    FOREIGN KEY (community, peer, cmid) REFERENCES vk_message ON DELETE CASCADE
) WITHOUT ROWID;
-- What stands outside of the wall and can be commented: a photo, a video, an article of the shop, a topic of the board, and
-- a post of the community that a resident has shared on their own wall. `person` 0 = the community itself.
CREATE TABLE IF NOT EXISTS vk_thing (
    community INTEGER NOT NULL REFERENCES vk_community,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'video', 'market', 'topic', 'repost')),
    id INTEGER NOT NULL,
    person INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    photo INTEGER,
    post INTEGER,
    date INTEGER NOT NULL,
    comments_closed INTEGER NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vk_remark (
    community INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    thing INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    created REAL NOT NULL,
    text TEXT NOT NULL,
    photos TEXT NOT NULL,
    reply_to INTEGER,
    guid TEXT NOT NULL DEFAULT '',
    edited INTEGER,
    deleted INTEGER NOT NULL DEFAULT 0,
    event_id TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (community, kind, id),
    FOREIGN KEY (community, kind, thing) REFERENCES vk_thing
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS vk_remark_of_thing ON vk_remark (community, kind, thing, id);
CREATE TABLE IF NOT EXISTS vk_ban (
    community INTEGER NOT NULL REFERENCES vk_community,
    person INTEGER NOT NULL REFERENCES vk_person,
    until INTEGER NOT NULL,
    PRIMARY KEY (community, person)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vk_event (
    community INTEGER NOT NULL REFERENCES vk_community,
    ts INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    object TEXT NOT NULL,
    silenced INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    PRIMARY KEY (community, ts)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS vk_event_id ON vk_event (event_id);
