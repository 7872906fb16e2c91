-- Version 1: everything a device remembers.
--
-- Times are milliseconds since 1970 unless a name says otherwise. Enumerations are the codes of the
-- Rust types of the same name. A row that belongs to a conversation goes with it. What can be large
-- stands last in its table, so that the rest is read without it.

CREATE TABLE own (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    host TEXT NOT NULL,
    domain TEXT NOT NULL,
    account_seed BLOB NOT NULL,
    device_seed BLOB NOT NULL,
    control_secret BLOB NOT NULL,
    inbox_secret BLOB NOT NULL,
    inbox_address BLOB NOT NULL,
    inbox_read BLOB NOT NULL,
    inbox_write BLOB NOT NULL,
    inbox_control BLOB NOT NULL,
    device_list BLOB NOT NULL,
    keys_renewed INTEGER NOT NULL,
    update_due INTEGER NOT NULL,
    name TEXT,
    wanted_name TEXT,
    signed_up INTEGER NOT NULL,
    access INTEGER NOT NULL,
    inbox_cursor INTEGER NOT NULL,
    inbox_hash BLOB NOT NULL
) STRICT;

CREATE TABLE accounts (
    account BLOB NOT NULL PRIMARY KEY,
    account_key BLOB,
    host TEXT NOT NULL,
    name TEXT,
    looks TEXT,
    inbox BLOB,
    inbox_key BLOB,
    inbox_write BLOB,
    inbox_given INTEGER NOT NULL,
    tell_at INTEGER,
    device_list BLOB,
    contradiction BLOB,
    standing INTEGER NOT NULL,
    refreshed INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_looks ON accounts (looks) WHERE looks IS NOT NULL;
CREATE INDEX accounts_by_standing ON accounts (standing);
CREATE INDEX accounts_given ON accounts (account) WHERE inbox_given = 1;
CREATE INDEX accounts_by_telling ON accounts (tell_at) WHERE tell_at IS NOT NULL;

-- The pictures of those whose profile has one.
CREATE TABLE pictures (
    account BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- How people show themselves, the own account among them. `looks` is what the name can be taken for,
-- `sought` the form in which it is searched, with a space before each word.
CREATE TABLE profiles (
    account BLOB NOT NULL PRIMARY KEY,
    changed INTEGER NOT NULL,
    name TEXT NOT NULL,
    looks TEXT NOT NULL,
    sought TEXT NOT NULL,
    picture INTEGER
) STRICT;
CREATE INDEX profiles_by_looks ON profiles (looks, account) WHERE looks <> '';

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id BLOB NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    title TEXT NOT NULL,
    peer BLOB,
    host TEXT NOT NULL,
    log BLOB NOT NULL,
    generation INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    running_hash BLOB,
    ordered_head INTEGER NOT NULL,
    last_activity INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    delivered_sent_seq INTEGER NOT NULL,
    read_sent_seq INTEGER NOT NULL,
    receipt_due INTEGER,
    unread INTEGER NOT NULL,
    draft TEXT NOT NULL,
    inviter BLOB,
    log_created INTEGER NOT NULL,
    doubt INTEGER NOT NULL,
    leaf_renewed INTEGER NOT NULL,
    profile_told INTEGER NOT NULL,
    invite BLOB
) STRICT;
CREATE INDEX conversations_by_activity ON conversations (last_activity, id);
CREATE INDEX conversations_by_peer ON conversations (peer) WHERE peer IS NOT NULL;
CREATE INDEX conversations_by_state ON conversations (state);
CREATE INDEX conversations_by_receipt_due ON conversations (receipt_due)
    WHERE receipt_due IS NOT NULL;

-- What the person did with a conversation in their list; without a row, nothing.
CREATE TABLE arrangements (
    conversation INTEGER NOT NULL PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    muted_until INTEGER,
    pinned INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    unread INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE generations (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    secret BLOB NOT NULL,
    read BLOB NOT NULL,
    write BLOB NOT NULL,
    control BLOB,
    log_key BLOB NOT NULL,
    first_seq INTEGER NOT NULL,
    ended_seq INTEGER,
    PRIMARY KEY (conversation, generation)
) STRICT, WITHOUT ROWID;

-- The running hash after each of the last entries that were read, to compare with what others saw.
CREATE TABLE hashes (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    device BLOB NOT NULL,
    account BLOB NOT NULL,
    leaf INTEGER NOT NULL,
    account_key BLOB NOT NULL,
    control_key BLOB NOT NULL,
    admin INTEGER NOT NULL,
    PRIMARY KEY (conversation, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_account ON members (account, conversation);

-- `position` orders a conversation: a logged message stands at its sequence number, a message that
-- is not in the log yet stands after all of them.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    sender BLOB NOT NULL,
    kind INTEGER NOT NULL,
    body TEXT NOT NULL,
    reply_to BLOB,
    sent INTEGER NOT NULL,
    seq INTEGER,
    minute INTEGER,
    state INTEGER NOT NULL,
    edited INTEGER,
    deleted INTEGER NOT NULL,
    UNIQUE (conversation, message_id, sender)
) STRICT;
CREATE UNIQUE INDEX messages_by_position ON messages (conversation, position);
-- Own messages that a receipt may still move on: states Sent (1) and Delivered (2).
CREATE INDEX messages_awaiting_receipt ON messages (conversation, seq) WHERE state IN (1, 2);

-- Normalised bodies of text messages by messages.id. Removing a message overwrites its words here
-- at once instead of at the next merge.
CREATE VIRTUAL TABLE search USING fts5 (norm, tokenize = 'trigram case_sensitive 1');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER messages_leave_search AFTER DELETE ON messages BEGIN
    DELETE FROM search WHERE rowid = old.id;
END;

-- What is attached to messages. The sealed bytes themselves are files of the device, named by `file`.
CREATE TABLE attachments (
    file BLOB NOT NULL PRIMARY KEY,
    conversation INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    thumbhash BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    host TEXT NOT NULL,
    blob BLOB NOT NULL,
    key BLOB NOT NULL,
    prefix BLOB NOT NULL,
    hash BLOB NOT NULL,
    erase BLOB,
    sealed_from BLOB,
    UNIQUE (message, part)
) STRICT;
CREATE INDEX attachments_by_state ON attachments (state, sealed);
CREATE INDEX attachments_by_source ON attachments (sealed_from, message, part)
    WHERE sealed_from IS NOT NULL;

-- Whose messages were that somebody passed on, by their word; of the others there is no row.
CREATE TABLE forwards (
    message INTEGER NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sent INTEGER NOT NULL,
    times INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that belong to no message any more, until the shell was told to remove them.
CREATE TABLE left_behind (
    file BLOB NOT NULL PRIMARY KEY,
    conversation INTEGER NOT NULL,
    host TEXT NOT NULL,
    blob BLOB NOT NULL,
    erase BLOB
) STRICT, WITHOUT ROWID;
CREATE TRIGGER attachments_leave_files AFTER DELETE ON attachments BEGIN
    DELETE FROM blobs WHERE conversation = old.conversation AND id = old.file;
    INSERT INTO left_behind (file, conversation, host, blob, erase)
    VALUES (old.file, old.conversation, old.host, old.blob, old.erase);
END;

CREATE TABLE reactions (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    target BLOB NOT NULL,
    account BLOB NOT NULL,
    emoji TEXT NOT NULL,
    reaction_id BLOB NOT NULL,
    UNIQUE (conversation, target, account, emoji)
) STRICT;
CREATE INDEX reactions_by_reaction_id ON reactions (conversation, reaction_id);

CREATE TABLE receipts (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    account BLOB NOT NULL,
    since_seq INTEGER NOT NULL,
    delivered_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE intents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER REFERENCES conversations (id) ON DELETE CASCADE,
    kind INTEGER NOT NULL,
    payload BLOB NOT NULL,
    state INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL
) STRICT;
CREATE INDEX intents_by_conversation ON intents (conversation, state, id);
CREATE INDEX intents_by_state ON intents (state, id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    message INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    content BLOB NOT NULL,
    class INTEGER NOT NULL,
    entry BLOB,
    sealed BLOB,
    generation INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    expected_head INTEGER,
    rotation BLOB,
    intent INTEGER REFERENCES intents (id) ON DELETE SET NULL,
    blob BLOB,
    waits_for INTEGER,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_conversation ON outbox (conversation, class, id);
CREATE INDEX outbox_by_entry ON outbox (conversation, entry) WHERE entry IS NOT NULL;
CREATE INDEX outbox_by_message ON outbox (message) WHERE message IS NOT NULL;
CREATE INDEX outbox_by_wait ON outbox (waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX outbox_by_intent ON outbox (intent) WHERE intent IS NOT NULL;
CREATE INDEX outbox_by_not_before ON outbox (not_before);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account BLOB NOT NULL,
    host TEXT NOT NULL,
    inbox BLOB NOT NULL,
    entry BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL,
    write BLOB,
    conversation INTEGER REFERENCES conversations (id) ON DELETE CASCADE,
    blob BLOB,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_not_before ON deliveries (not_before, id);
CREATE INDEX deliveries_by_conversation ON deliveries (conversation)
    WHERE conversation IS NOT NULL;

-- Whoever refers to a blob has chosen its id, and may have taken it from another conversation: each has its own.
CREATE TABLE blobs (
    -- No reference: what is to be erased at a host outlives its conversation. The others go by the trigger below.
    conversation INTEGER NOT NULL,
    id BLOB NOT NULL,
    host TEXT NOT NULL,
    at_host BLOB NOT NULL,
    direction INTEGER NOT NULL,
    place INTEGER NOT NULL,
    key BLOB NOT NULL,
    hash BLOB NOT NULL,
    size INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    bytes BLOB,
    PRIMARY KEY (conversation, id)
) STRICT;
-- With the conversation go its transfers, but what is to be erased at a host (2) is still erased.
CREATE TRIGGER conversations_leave_blobs AFTER DELETE ON conversations BEGIN
    DELETE FROM blobs WHERE conversation = old.id AND direction <> 2;
END;
CREATE INDEX blobs_by_state ON blobs (state, not_before);

-- What this program could not take in, for a later one. Of an inbox if there is no conversation.
CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER REFERENCES conversations (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    entry BLOB NOT NULL
) STRICT;
CREATE INDEX set_aside_by_conversation ON set_aside (conversation, id);

-- What the device keeps of itself, by name: sets of keys that were replaced, what waits to be published.
CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What is kept of a conversation beside its row.
CREATE TABLE kept (
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    what INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (conversation, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    key BLOB NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
