//! Every limit that peers must agree on, with its unit. What an operator may change is in the
//! server's configuration, which starts from these.

/// Bytes of one frame on a link, both ways.
pub const FRAME_BYTES: usize = 256 * 1024;
/// Fields (of all nesting levels) in one frame, counted before anything is allocated for them.
pub const FRAME_FIELDS: usize = 8 * 1024;
/// The highest sequence number that an entry of a log can have. Every number made from one (a place in a
/// list, a row's column) has room for it.
pub const SEQ_MAX: u64 = (1 << 48) - 1;
/// The highest sequence number that the first entry of a log can have, in a log that continues another: the
/// entries behind it have numbers too.
pub const FIRST_SEQ_MAX: u64 = SEQ_MAX / 2;
/// The highest generation with which a log can begin, for the same reason.
pub const FIRST_GENERATION_MAX: u32 = u32::MAX / 2;
/// The highest sequence number up to which somebody may say, in a letter, that a log was read: that log can
/// be left for another one so often that nobody will see the end of it.
pub const TOLD_SEQ_MAX: u64 = FIRST_SEQ_MAX / 2;
/// The highest generation that somebody may hand on in a letter, for the same reason.
pub const TOLD_GENERATION_MAX: u32 = FIRST_GENERATION_MAX / 2;
/// Sequence numbers that a log may leave out between its last entry and the first of the log that
/// continues it.
pub const MOVE_GAP: u64 = 1 << 20;
/// The latest time that is one, in milliseconds since 1970-01-01T00:00:00Z: the end of the year 9999.
pub const TIME_MAX_MS: u64 = 253_402_300_799_999;
/// Bytes of one entry's sealed body in a conversation log.
pub const ENTRY_BYTES: usize = 64 * 1024;
/// Bytes of one entry's sealed body in an inbox log.
pub const INBOX_ENTRY_BYTES: usize = 16 * 1024;
/// Logs opened by one `Open` frame.
pub const OPEN_BATCH: usize = 512;
/// Handles one link may hold.
pub const HANDLES_PER_LINK: usize = 4096;
/// Entries in one answer to `Read`, in one `Entries` push, or in one refusal.
pub const READ_ENTRIES: usize = 64;
/// Bytes of entries in one answer to `Read`.
pub const READ_BYTES: usize = 128 * 1024;
/// Bytes of entries with which following begins. Who is further behind reads on.
pub const LIVE_BYTES: usize = 2 * READ_BYTES;
/// Bytes with which a host answers one request at most, what leaves behind the answer included.
pub const ANSWER_BYTES: usize = 320 * 1024;
/// Requests a client may have unanswered on one link.
pub const REQUESTS_IN_FLIGHT: usize = 256;
/// Reactions of one account to one message.
pub const REACTIONS_OF_ONE: usize = 8;
/// Different emoji with which one message is reacted to.
pub const REACTION_KINDS: usize = 64;
/// Links to hosts other than the own one on which people are asked about, at once.
pub const FOREIGN_PEOPLE_LINKS: usize = 16;
/// Links to hosts other than the own one on which conversations are followed, at once.
pub const FOREIGN_CONVERSATION_LINKS: usize = 64;
/// Accounts in a conversation up to which receipts are sent.
pub const RECEIPT_ACCOUNTS: usize = 32;
/// Bytes of one signal.
pub const SIGNAL_BYTES: usize = 512;
/// Milliseconds between two signals on one handle.
pub const SIGNAL_INTERVAL_MS: u64 = 3_000;
/// Followers above which a log takes no signals.
pub const SIGNAL_FOLLOWERS: usize = 64;
/// Links that follow one conversation's log. Every member may have several.
pub const FOLLOWERS: usize = 16 * GROUP_DEVICES;
/// Links that follow one inbox.
pub const INBOX_FOLLOWERS: usize = 4 * DEVICES;
/// Entries in one ring of an inbox; an inbox has two (with a capability, with a puzzle).
pub const INBOX_RING_ENTRIES: u64 = 1000;
/// One-time key packages a device may have at its host.
pub const KEY_PACKAGES: usize = 20;
/// Bytes of one key package.
pub const KEY_PACKAGE_BYTES: usize = 8 * 1024;
/// Devices in one account's list.
pub const DEVICES: usize = 16;
/// Bytes of one signed device list.
pub const DEVICE_LIST_BYTES: usize = 1024;
/// Lists in one chain of an account's device lists; the next one begins another era.
pub const DEVICE_LISTS: u64 = 64;
/// Bytes of an invitation.
pub const INVITATION_BYTES: usize = 15;
/// Characters of a name: at least.
pub const NAME_CHARS_MIN: usize = 3;
/// Characters of a name: at most.
pub const NAME_CHARS_MAX: usize = 32;
/// Characters of a passphrase that is chosen, at least. It is made slow to try, not impossible.
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// Bytes of a name, in UTF-8, however its characters are composed.
pub const NAME_BYTES: usize = 4 * NAME_CHARS_MAX;
/// Days for which ordered entries are kept.
pub const ORDERED_RETENTION_DAYS: u32 = 400;
/// Days for which plain entries are kept.
pub const PLAIN_RETENTION_DAYS: u32 = 90;
/// Days for which entry ids are remembered at least.
pub const ENTRY_ID_DAYS: u32 = 30;
/// Bytes of a sealed blob that holds a handshake which is too long for an entry.
pub const HANDSHAKE_BYTES: u64 = 1024 * 1024;
/// Bytes of a sealed blob that holds a Welcome or group info, with the tree of the largest group.
pub const WELCOME_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes of one blob.
pub const BLOB_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of a blob that are brought at once.
pub const BLOB_PIECE_BYTES: u64 = 16 * 1024 * 1024;
/// Days after the one of its announcement in which a blob is to become whole.
pub const BLOB_ARRIVAL_DAYS: u32 = 3;
/// Bytes of what a blob holds before its content, as a small picture: they fit its first chunk.
pub const BLOB_LEAD_BYTES: u32 = 48 * 1024;
/// Days for which a blob is kept: a week longer than the message that refers to it, which may wait for
/// the blob and for its sender's network.
pub const BLOB_DAYS: u32 = PLAIN_RETENTION_DAYS + 7;
/// Appends of the ordered class with `write`: burst of a log's bucket.
pub const ORDERED_BURST: u32 = 20;
/// Appends of the ordered class with `write`: a minute, once the burst is spent.
pub const ORDERED_PER_MINUTE: u32 = 6;
/// Bytes of plain entries that one handle may append at once; what it may append is full again after
/// so many bytes' time.
pub const PLAIN_BURST_BYTES: u64 = 32 * 1024 * 1024;
/// Bytes of plain entries that one handle may append in a millisecond, once the burst is spent.
pub const PLAIN_BYTES_PER_MS: u64 = 256;
/// Bytes that a log takes beyond its quota, for ordered entries alone. Half of them are for those who
/// show control.
pub const LOG_RESERVE_BYTES: u64 = 32 * 1024 * 1024;
/// Minutes for which a puzzle may be answered.
pub const PUZZLE_MINUTES: u32 = 5;
/// Leading zero bits of a puzzle at most, as hosts ask for and devices pay: more would take a browser
/// minutes.
pub const PUZZLE_BITS: u32 = 28;
/// Bytes of the text of one message, in UTF-8.
pub const MESSAGE_BYTES: usize = 32 * 1024;
/// Bytes of what is kept of a text that is not sent yet, in UTF-8: two messages, since a longer one is sent as
/// several.
pub const DRAFT_BYTES: usize = 2 * MESSAGE_BYTES;
/// Bytes of the name that a person gives themselves, in UTF-8.
pub const DISPLAY_NAME_BYTES: usize = 192;
/// Conversations to which one message is forwarded at once, as interfaces offer it.
pub const FORWARD_CONVERSATIONS: usize = 20;
/// How often a message is said to have been forwarded at most: there counting ends.
pub const FORWARDED_TIMES: u32 = 1_000;
/// Attachments of one message.
pub const ATTACHMENTS: usize = 30;
/// Dots along one side of a picture.
pub const PICTURE_SIDE: u32 = 16_384;
/// Dots of a picture: drawn, each takes four bytes.
pub const PICTURE_DOTS: u64 = 50_000_000;
/// Bytes of the words beside attachments, in UTF-8.
pub const CAPTION_BYTES: usize = 16 * 1024;
/// Bytes of what is said of a picture for those who do not see it, in UTF-8.
pub const DESCRIPTION_BYTES: usize = 1_000;
/// Bytes of the picture that a person shows of themselves. The longest text finds room beside it in one
/// entry.
pub const PROFILE_PICTURE_BYTES: usize = 20 * 1024;
/// Width and height of that picture, in dots.
pub const PROFILE_PICTURE_SIDE: u32 = 384;
/// Bytes of a group's title, in UTF-8.
pub const TITLE_BYTES: usize = 256;
/// Bytes of all that a group has agreed about itself: they stand under every signature of a member.
pub const GROUP_STATE_BYTES: usize = 24 * 1024;
/// Admins of a group.
pub const GROUP_ADMINS: usize = 50;
/// Devices in a group on the hybrid suite.
pub const HYBRID_GROUP_DEVICES: usize = 150;
/// Devices in any group.
pub const GROUP_DEVICES: usize = 1000;

/// Whether a picture of this size may be drawn.
#[must_use]
pub fn is_drawable((width, height): (u32, u32)) -> bool {
    (1..=PICTURE_SIDE).contains(&width)
        && (1..=PICTURE_SIDE).contains(&height)
        && u64::from(width) * u64::from(height) <= PICTURE_DOTS
}
