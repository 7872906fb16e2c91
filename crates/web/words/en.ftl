# Hudhud in English. Every key here stands in ar.ftl too; a test compares them.

# -- Everywhere

app-name = Hudhud
back = Back
close = Close
undo = Undo
cancel = Cancel
lock-private = Private: only its members can read it

clock-today = Today
clock-yesterday = Yesterday

size-bytes = { $size } B
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
size-gigabytes = { $size } GB

# -- When something did not work

problem-not-signed-up = You have no account here yet.
problem-already-signed-up = You already have an account here.
problem-not-a-name = A name has 3 to 32 letters of one script, digits or _, and begins with a letter.
name-stray = “{ $char }” cannot stand in a name: letters of one script, digits and _ can.
name-mixed = A name has letters of one script only.
name-no-letter-first = A name begins with a letter.
name-too-short = A name has at least { $least } characters.
name-too-long = A name has at most { $most } characters.
problem-no-such-name = Nobody has that name.
problem-name-taken = That name is taken. Another one?
problem-name-reserved = That name is not available. Another one?
problem-name-imitates = That name looks too much like another one.
problem-invitation = That code is wrong, was used already, or is out of date.
problem-suspended = Whoever runs the server has suspended or removed this account.
problem-not-an-invitation = A code has 24 letters and digits. Check it for a mistake.
problem-no-such-conversation = That conversation is not on this device.
problem-no-such-message = That message is not here any more.
problem-not-ready = What is attached to that message is still being fetched or sealed. Try again in a moment.
problem-not-a-member = That person is not a member here.
problem-not-over = This conversation is not over. Leave it first.
problem-not-active = This conversation takes no messages now.
problem-not-a-group = That works in groups only.
problem-not-allowed = Only an admin can do that.
problem-no-control = No other admin has passed on to this device what it takes to remove somebody here. Ask one of them to do it, or begin a new group.
problem-elsewhere = That is somebody on another server. Here you can only write to people on your own.
problem-not-a-host = That is not the address of a server.
problem-not-yours = Only who wrote it can do that.
problem-empty = There is nothing to send.
problem-too-long = That is too long: { $limit } at most.
problem-too-much-attached = That is too much for one message: at most 30 files, and short words beside them.
problem-not-an-emoji = That is not one emoji.
problem-too-many-reactions = This message has as many reactions as it can take.
problem-not-a-picture = That picture is too large, or not one that can be shown of you.
problem-too-many = { $limit ->
    [one] No more than one person.
   *[other] No more than { $limit } people.
}
problem-blocked = You have blocked them.
problem-yourself = That is you.
problem-refused = The server refused.
problem-try-later = The server is busy. Try again in a moment.
problem-forged = What the server gave could not be verified, so it was not used.
problem-other-host = The server at this address calls itself by another name. Check the address, or tell whoever runs the server.
problem-invite-unusable = That invitation cannot be used any more.
problem-full = The storage is full, so nothing was saved. Make some room and try again.
problem-database = Saving failed, so nothing has changed. Try again.
problem-closed = Hudhud was closed meanwhile.

# -- When the device does not open

unopened-passcode-needed = A passcode is needed.
unopened-wrong-passcode = That is not the passcode.
unopened-no-file-system = This browser gives Hudhud no place to keep anything.
unopened-busy = Another tab is using Hudhud.
unopened-full = The storage is full.
unopened-damaged = What is kept here is damaged.
unopened-newer = What is kept here is of a newer version.
unopened-other-build = This page is of another version than what it opened.
unopened-key-missing = The key to what is kept here is gone.
unopened-browser = Something in the browser failed.

# -- Where a conversation stands

standing-creating = Being set up…
standing-request = Waits for your answer
standing-left = You left
standing-blocked = Blocked
standing-deserted = Left the conversation
standing-removed = You were removed
standing-out-of-step = Asking to be let in again…
list-doubt = What is shown here is in doubt
standing-failed = Could not be set up

## People

person-own = You
person-ambiguous = { $called } ({ $name })
person-unnamed = Nameless { $account }
people-and = { $before }, { $next }
conversation-unnamed = Untitled conversation

## Start

start-opening = Opening…
start-long = This takes longer than it should. Reloading often helps; nothing is lost by it.

elsewhere-title = Hudhud is open in another tab
elsewhere-text = One tab at a time has your conversations, so that nothing is written twice.
elsewhere-take = Use it here
handed-over-title = Hudhud went to another tab
handed-over-text = Another tab asked for it. What you were writing was kept.
handed-over-take = Bring it back here

passcode-title = Hudhud is locked
passcode-text = Your passcode opens what is kept on this device. Nobody else has it, and nobody can reset it.
passcode-label = Passcode
passcode-open = Open
passcode-trying = Opening…

welcome-title = Hudhud
welcome-text = Messages that only their readers can read. No phone number, no e-mail.
welcome-invited = { $name } invites you to write. Only the two of you will be able to read it. No phone number, no e-mail.
welcome-name = Choose a name
welcome-hint = Optional: people find you by it. 3 to 32 letters of one script, digits or _, a letter first.
welcome-invitation = Invitation code
welcome-invitation-hint = This server takes new accounts by invitation only. Ask whoever runs it for a code.
welcome-go = Continue
welcome-go-nameless = Continue without a name
welcome-busy = One moment…
welcome-keys = Your keys are being made, here on this device.
welcome-host = The server has its turn. When many people come at once, it asks each device for a little work first. This goes on by itself.
welcome-offline = The server cannot be reached. It is tried again by itself: you can leave this page open.
welcome-unfinished = You have begun here before. Go on with this name, or choose another one.
welcome-disclosure = What the server knows

introduction-title = What should people call you?
introduction-text = Your own name, or any other. You can change it whenever you like.
introduction-go = Continue
introduction-skip = Not now

trouble-again = Try again
trouble-reload = Reload
trouble-in-memory = Use it for this visit
trouble-rescue = Keep a copy as a file
trouble-anew = Start anew…
trouble-anew-text = This forgets the account and every message kept here, for good. A copy in a file opens only with the key in this browser, which is forgotten too.
trouble-anew-label = Type “{ $word }” to confirm
trouble-anew-word = forget
trouble-anew-now = Forget everything and start anew
trouble-no-files-title = This browser keeps nothing
trouble-no-files-text = In a private window, or in an old browser, Hudhud has no place for your keys and messages. You can use it for this visit: when the tab closes, account and messages are gone.
trouble-busy-title = Still in use
trouble-busy-text = Another tab or window has not let go of Hudhud yet. Close it, or try again in a moment.
trouble-full-title = The storage is full
trouble-full-text = There is no room left on this device or for this site. Nothing is lost: make some room and try again.
trouble-damaged-title = What is kept here cannot be read
trouble-damaged-text = The file with your conversations is damaged. Nothing was changed or deleted. Trying again can help; so can an older copy of the browser’s profile.
trouble-build-title = Hudhud was renewed meanwhile
trouble-build-text = One part of this page is of another version than the rest. Reload to bring them together.
trouble-newer-title = A newer Hudhud was here
trouble-newer-text = What is kept here was written by a newer version than this page. Reload to get it.
trouble-key-missing-title = The key is gone
trouble-key-missing-text = Your conversations are still here, encrypted, but the browser has lost the key to them, as happens when part of a site’s data is cleared. Nothing was deleted.
trouble-browser-title = Something failed in the browser
trouble-browser-text = What is kept here is untouched. Try again; if that does not help, reload the page.

## Details of a conversation

details-title = Details
details-loading = Looking…
details-again = Try again
details-members = { $count ->
    [one] One member
   *[other] { $count } members
}
details-you = You
details-admin = Admin
details-account = Account ID
details-account-hint = To be certain who this is, compare these characters with the ones in their own settings, face to face or on the phone.
details-called-hint = What they call themselves is their own choice, and nobody checks it. Who they are, the name with @ says.
details-without-name = They have no name. Others find them by their account ID.
details-rename = Rename
details-rename-title = Rename the group
details-rename-label = Title
details-rename-submit = Save
details-more = What to do with { $name }
details-write = Write to { $name }
details-promote = Make admin
details-demote = Remove as admin
details-demote-title = Remove { $name } as an admin?
details-demote-text = They stay in the group and can no longer rename it, remove people or make others admins.
details-promote-title = Make { $name } an admin?
details-promote-text = Admins can rename the group, remove people and make others admins. Any admin can undo this later.
details-remove = Remove from the group
details-remove-title = Remove { $name }?
details-remove-text = What is written from now on cannot be read by them: the group gets new keys. What they have read stays with them.
details-remove-submit = Remove
details-leave = Leave the group
details-leave-title = Leave { $title }?
details-leave-text = Nothing written after this reaches you, and only a member can add you again. What was said so far stays on this device.
details-leave-heir = You are the only admin. Another member becomes one as you leave.
details-leave-submit = Leave
details-block = Block
details-block-title = Block { $name }?
details-block-text = Your conversation with them ends, and they cannot begin another. They see that you left, not why. In groups you share you still see each other.
details-unblock = Unblock
details-blocked = Blocked. They cannot write to you.
details-unblocked = { $name } can write to you again.
details-add = Add people
details-add-title = Add people
details-add-text = They will read what is written from now on, and nothing from before.
details-add-label = Name
details-add-hint = A name such as @amal. Press Enter after each.
details-add-remove = Leave { $name } out
details-add-submit = { $count ->
    [0] Add
    [one] Add one person
   *[other] Add { $count } people
}
details-add-full = This group is full.
details-add-failed = { $name }: { $problem }
details-adding = Adding… You can go on meanwhile.
details-working = Under way…

## Settings

settings-title = Settings
settings-account = Account
settings-account-about = Your names and your link
settings-privacy = Privacy
settings-privacy-about = Passcode, blocked people
settings-notifications = Notifications
settings-notifications-about = When to be told
settings-appearance = Appearance
settings-appearance-about = Theme, text size, keys
settings-language = Language
settings-language-about = Arabic or English
settings-data = Data
settings-data-about = A copy, storage, this device
settings-disclosure = What the server knows
settings-disclosure-about = And what it cannot
settings-about = About
settings-about-about = Version and licences
settings-keyboard = Keyboard shortcuts
settings-keyboard-about = All of them on one page

picture = Picture
picture-choose = Choose a picture
picture-remove = Remove
picture-hint = The middle of it, made small on this device. The people you talk to see it from your next message on; the server never does.
picture-changed = With your next message, people see it.
picture-unreadable = This browser cannot read that picture. A photo as JPEG or PNG works everywhere.
display-name = Display name
display-name-label = What you are called
display-name-hint = In any script. The people you talk to see it from your next message on; the server never does.
display-name-save = Save
display-name-long = At most { $count } characters.
display-name-saved = With your next message, people see you as { $name }.
display-name-gone = With your next message, people see only your name with @.
account-name = Name with @
account-name-none = You have no name yet. A name lets people find you; you can also stay without one.
account-name-wanted = { $name } has been asked for. The server has not confirmed it yet.
account-name-label = Your name
account-name-hint = 3 to 32 letters of one script, digits or _, a letter first.
account-name-found = People find you as { $example }.
account-name-claim = Claim this name
account-name-change = Change name
account-name-change-hint = Your old name is given up. Nobody else can take it for 30 days.
account-name-claimed = You are { $name } now.
account-id = Account ID
account-id-hint = This is you, whatever your name is. Friends who compare these characters with what they see under your name know that nobody stands in between.
account-device-hint = Your account lives on this device alone. If the device is lost, or this site’s data is cleared, so is the account.

privacy-passcode = Passcode
privacy-passcode-off = Anybody who uses this browser can open Hudhud here.
privacy-passcode-on = Hudhud asks for your passcode when it is opened here.
privacy-passcode-set = Set a passcode
privacy-passcode-change = Change passcode
privacy-passcode-remove = Remove passcode
privacy-passcode-old = Passcode now
privacy-passcode-new = New passcode
privacy-passcode-again = Once more
privacy-passcode-hint = Long is better than complicated. Nobody can reset it: if you forget it, what is here is lost.
privacy-passcode-short = { $count ->
    [one] At least one character.
   *[other] At least { $count } characters.
}
privacy-passcode-differ = The two are not the same.
privacy-passcode-done-set = The passcode is set.
privacy-passcode-done-changed = The passcode is changed.
privacy-passcode-done-removed = The passcode is removed.
privacy-passcode-memory = This device lives in memory only and ends with the page. It needs no passcode.
privacy-passcode-working = Working… This takes a moment on purpose.
privacy-lock-after = Lock by itself after nobody has touched it for
privacy-lock-never = Never
privacy-lock-minute = 1 minute
privacy-lock-five-minutes = 5 minutes
privacy-lock-hour = 1 hour
privacy-lock-hint = While it is locked nothing arrives here and nobody is notified: messages wait on the server.
privacy-lock-now = Lock now
privacy-blocked = Blocked people
privacy-blocked-none = Nobody is blocked.
privacy-strangers = Strangers
privacy-strangers-hint = Whoever writes to you first waits among the requests. Only their first line is shown, and they learn nothing until you accept.

notifications-show = Notifications
notifications-show-hint = While Hudhud is open in a tab. Nothing is sent through anybody else’s servers.
notifications-offer = Somebody wrote while you looked elsewhere. Hudhud can tell you, as long as it is open in a tab.
notifications-offer-yes = Notify me
notifications-denied = This browser does not let Hudhud notify. Allow it in the browser’s settings for this site.
notifications-unsupported = This browser has no notifications.
notifications-text = Show the text
notifications-text-hint = Off: only who wrote.
notifications-sound = Sound
notifications-sound-hint = Three low notes with each notification.
notifications-quiet = Quiet hours
notifications-quiet-hint = Messages come in as ever. You are not called.
notifications-quiet-from = From
notifications-quiet-to = To
notifications-try = Show me one
notifications-try-body = This is what a message looks like.

appearance-theme = Theme
appearance-theme-system = System
appearance-theme-light = Light
appearance-theme-dark = Dark
appearance-text = Text size
appearance-text-small = Small
appearance-text-usual = Normal
appearance-text-large = Large
appearance-text-huge = Larger
appearance-sample = Tomorrow at eight then. I’ll bring the coffee.
appearance-enter = Enter sends
appearance-enter-hint = On: Enter sends, Shift and Enter begin a new line. Off: Ctrl or ⌘ and Enter send.

language-hint = The interface alone. What people write stays as it was written.

data-copy = A copy of everything
data-copy-hint = What was said in all your conversations, as a file that people and programs can read. It is not encrypted: keep it well.
data-copy-make = Save a copy
data-copy-making = Gathering…
data-copy-done = Saved as { $name }.
data-storage = Storage
data-storage-used = { $used } used by this site, of { $quota } that the browser gives it.
data-storage-here = { $messages ->
    [0] No messages yet
    [one] One message
   *[other] { $messages } messages
}, { $size } on this device
data-persisted = The browser has promised to keep it.
data-not-persisted = The browser may clear it when it runs short of room.
data-persist = Keep my data
data-persist-refused = The browser did not agree. Allow it beside the address, where a site’s permissions are, or add Hudhud to the home screen.
data-memory = Nothing is kept here: this device lives in memory and ends with the page.
data-forget = Delete everything on this device
data-forget-hint = Takes the account and every message from this browser. There is no other copy, and no way back.
data-forget-title = Delete everything on this device?
data-forget-text = Your account, your keys and all messages here are gone for good. The people you wrote with keep what they have. Save a copy first if you want one.
data-forget-label = To go on, type “{ $word }”
data-forget-word = delete
data-forget-submit = Delete everything

about-version = Version { $version }
about-motto = The messenger that cannot read its messages.
about-licence = Free software, under Apache-2.0 or MIT, as you like.
about-fonts = The type is IBM Plex Sans Arabic, under the SIL Open Font License.
about-host = Served by { $host }
about-build = The page and its worker come from this server. Whoever runs it could serve others: a program of your own does not have this weakness.

## What the server knows

held-lead = { $host } keeps what it needs to carry sealed messages. This is all of it, as far as this device can tell.
held-loading = Asking this device…
held-holds = It holds
held-cannot = It cannot have
held-account = Your account’s public key, and the day it was made
held-name = The name { $name }. Names are public.
held-no-name = No name
held-devices = { $count ->
    [one] A signed list of one device
   *[other] A signed list of { $count } devices
}
held-key-packages = { $count ->
    [0] No keys for people who write to you first
    [one] A one-time key for somebody who writes to you first
   *[other] { $count } one-time keys for people who write to you first
}
held-logs = { $count ->
    [0] No conversation logs of yours
    [one] One log of sealed entries that is yours, and not that it is yours
   *[other] { $count } logs of sealed entries that are yours, and not whose they are
}
held-name-if-any = Your name, if you take one. Names are public.
held-devices-some = A signed list of your devices
held-key-packages-some = One-time keys for people who write to you first
held-logs-some = Logs of sealed entries, and not whose they are
held-inbox = An inbox: how many first messages came and in which minute, not from whom
held-entries = For each sealed entry: its position, its padded size, the minute it came
held-not-words = What anybody wrote
held-not-titles = Titles of groups
held-not-members = Who is in a conversation
held-not-contacts = Whom you know: there is no address book
held-not-phone = A phone number or an e-mail address: it never asked
held-not-last-seen = When you were last there
held-not-keys = Your keys: they never left this device
held-here = Only here
held-here-messages = { $count ->
    [0] No messages yet, in { $size }, encrypted
    [one] One message, in { $size }, encrypted
   *[other] { $count } messages, in { $size }, encrypted
}
held-watching = What somebody who runs it could still see
held-watching-text = While it runs, it sees network addresses, and when and how much each connection reads and writes. Somebody who watches closely can guess who talks to whom. It cannot guess what is said.
held-names-text = Which account a name belongs to is its word alone. Who must be certain compares account IDs.
held-source = How this is checked: the threat model in the source

## Sharing your link

share-title = Your link
share-text = Whoever opens it can write to you.
share-copy = Copy
share-copied = Copied.
share-copy-failed = This browser does not let the page copy. Select the text and copy it yourself.
share-send = Share…
share-message = Write to me on Hudhud: { $link }
share-code = A QR code of your link
share-needs-name = A link needs a name. Claim one first: it takes a moment.
share-claim = Claim a name

## Keyboard

keyboard-title = Keyboard
keyboard-everywhere = Everywhere
keyboard-list = In the list
keyboard-conversation = In a conversation
keyboard-writing = While writing
keyboard-switch = Find a conversation
keyboard-back = One step back
keyboard-help = This list
keyboard-move = Up and down
keyboard-open = Open
keyboard-next = Next and previous conversation
keyboard-messages = From message to message
keyboard-menu = What can be done with a message
keyboard-send = Send
keyboard-line = New line
keyboard-edit-last = Change your last message
keyboard-emoji = Emoji by name
keyboard-mention = Name a member
keyboard-leave-reply = Leave reply or change
keyboard-bold = Bold: **words**
keyboard-italic = Italic: *words*
keyboard-struck = Struck through: ~~words~~
keyboard-hidden = Hidden until pressed: ||words||
keyboard-code = Code: `words`
keyboard-quote = Quote, at the beginning of a line
keyboard-key-enter = Enter
keyboard-key-escape = Esc
keyboard-key-shift = Shift
keyboard-key-control = Ctrl
keyboard-key-up = ↑
keyboard-key-down = ↓
keyboard-key-alt = Alt
keyboard-or = or

## Notifications

notify-title = Hudhud
notify-unread = ({ $count }) Hudhud
notify-in-group = { $name } in { $title }
notify-request = { $name } wants to write to you
notify-no-text = New message

## Lines about a conversation

notice-added = { $sender } added { $people }
notice-you-added = You added { $people }
notice-added-you = { $sender } added you
notice-removed = { $sender } removed { $people }
notice-you-removed = You removed { $people }
notice-removed-you = { $sender } removed you
notice-promoted = { $sender } made { $people } an admin
notice-you-promoted = You made { $people } an admin
notice-demoted = { $sender } removed { $people } as an admin
notice-you-demoted = You removed { $people } as an admin
notice-demoted-you = { $sender } removed you as an admin
notice-promoted-you = { $sender } made you an admin
notice-left = { $people } left
notice-you-left = You left
notice-renamed = { $sender } named the group “{ $title }”
notice-you-renamed = You named the group “{ $title }”
notice-joined = You joined the group. What was said while you were not in it is not here.
notice-unreadable = A message from { $sender } did not reach this device whole. They can send it again.
notice-missed = Some messages were gone from the server before this device could read them.
notice-rejoined = This device had fallen out of step, and is back.
notice-unanswered = This device has fallen out of step, and nobody has let it back in for thirty days. Write something here to ask again.
notice-contradicted = The server showed a list of devices of { $people } that does not go with the one known here. It was not used. Ask { $people } about it in person.
notice-set-aside = Something was sent here that this version of Hudhud cannot take in. It is kept for a later version.
notice-disagreed = The server has not shown everybody the same here. Messages may be missing, or stand here that others do not see.
notice-disagreed-with = { $sender } was shown something else here than you were, or says so. Messages may be missing, or stand here that others do not see.
notice-host-behind = The server shows an older state of this conversation than this device has read. Nothing is sent here until that has changed.
notice-change-unsaid = What you changed here last was not sent: the others do not see it.
notice-copied = Something was sent from here that this device does not remember: its data was copied, or set back. It asks to be let in again before it sends anything.
notice-unknown = A newer version of Hudhud wrote something here.

## Home

list-label = Conversations
list-search = Search
list-new = New conversation
list-lock = Lock
list-settings = Settings
list-unread = { $count ->
    [one] { $count } unread message
   *[other] { $count } unread messages
}

row-is-pinned = Pinned
row-is-muted = Muted
row-is-unread = Marked as unread
row-mark-read = Mark as read
row-mark-unread = Mark as unread
row-pin = Pin
row-unpin = Unpin
row-mute = Mute…
row-unmute = Unmute
row-mute-hour = For 1 hour
row-mute-eight = For 8 hours
row-mute-days = For 2 days
row-mute-always = Until I unmute it
row-muted-hour = Muted for 1 hour
row-muted-eight = Muted for 8 hours
row-muted-days = Muted for 2 days
row-muted-always = Muted until you unmute it
row-archive = Archive
row-unarchive = Take out of the archive
row-archived = Archived
row-clear = Clear messages…
row-clear-title = Clear the messages in “{ $name }”?
row-clear-text = What was said here disappears from this device for good. Everybody else keeps what they have.
row-clear-yes = Clear
row-leave = Leave…
row-block = Block…
row-forget = Delete…
row-forget-title = Delete { $name }?
row-forget-text = The conversation and everything in it disappears from this device for good. Everybody else keeps what they have.
row-forget-yes = Delete

archive-title = Archive
archive-line = What you have put aside
archive-none-title = The archive is empty
archive-none-text = What you archive waits here, and comes back when somebody writes in it.

home-nothing-open = Choose a conversation, or begin one.
home-nothing-yet = Your conversations will appear here.
home-lock = Only you and those you write to can read them
home-empty-title = No conversations yet
home-empty-text = Write to somebody by their name, or send your link to those you want to hear from.
home-empty-write = Write to somebody
home-empty-share = Share my link

connection-connecting = Connecting…
connection-catching-up = Reading what you missed…
connection-unreachable = No connection. What you write is sent as soon as there is one.
connection-busy = The server is busy. It is tried again by itself.
connection-not-a-host = Something else answers in the server’s place. It is tried again by itself.
access-suspended = Whoever runs the server has suspended your account. Nobody new can write to you; your conversations go on.
access-unknown = The server no longer knows your account. Nobody new can write to you; your conversations go on.
connection-broken = The connection broke. It is tried again by itself.

room-in-memory = For this visit only: when this tab closes, the account and its messages are gone.
room-little = Only { $left } of storage left. Make some room, or new messages cannot be kept.
room-update = A newer version is here.
room-update-now = Reload
safety-text = Your account lives in this browser and nowhere else. Whoever clears its data clears the account.

preview-nothing = No messages here
preview-draft = Draft:
preview-typing = typing…
preview-typing-in-group = { $count ->
    [one] { $people }: typing…
   *[other] { $people }: typing…
}
preview-sender = { $name }:
preview-deleted = Message deleted

delivery-failed = Not sent
delivery-waiting = Waiting to be sent
delivery-sent = Sent
delivery-delivered = Delivered
delivery-read = Read

requests-title = Requests
requests-line = People you do not know yet
requests-hint = They do not see whether you have read this, and are not told if you decline.
requests-none-title = No requests
requests-none-text = When somebody you do not know writes to you, it waits here.
request-direct = Wants to write to you
request-from-here = They know your name or your link
request-from-host = From the server { $host }: they know your name or your link
request-together = You are both in “{ $title }”
request-from-unknown = From where is not known
request-resembles = The name looks like { $name }, whom you know, but it is somebody else.
request-silent = Nothing written yet
request-accept = Accept
request-decline = Decline
request-block = Block
request-declined = Declined. They are not told.
request-blocked = Blocked. You will not hear from them again.

new-title = New conversation
new-whom = To whom?
new-hint = Their name, such as @amal
new-write = Write
new-busy = Looking for them…
new-group = New group
new-share = Share my link
new-known = People you know

group-heading = New group
group-title = What is the group called?
group-people = Who is in it?
group-people-hint = Type a name and press Enter. You can add more people later.
group-create = { $count ->
    [one] Create with { $count } person
   *[other] Create with { $count } people
}
group-create-alone = Create
group-busy = Creating the group…
group-retry = Try the others again
group-open = Go to the group
group-remove = Leave out { $name }

person-title = Write to { $name }
person-text = Nothing is sent before you write. Then they see your name and the beginning of what you say, and can accept.
person-text-nameless = Nothing is sent before you write. You have no name yet, so they see your account ID and the beginning of what you say, and can accept.

switcher-title = Go to a conversation
switcher-hint = Name of a person or group
switcher-write = Write to @{ $name }

## Conversation

nowhere-title = Nothing is here
nowhere-text = This address leads to no conversation on this device.
nowhere-home = To my conversations
conversation-disagreement = What the server shows here does not agree with what it showed before, or shows to others.
head-details = Details
head-search = Search in this conversation
head-private = Private: only you two can read it
head-typing = is typing…
head-typing-who = { $count ->
    [one] { $people } is typing…
   *[other] { $people } are typing…
}
head-members = { $count ->
    [one] { $count } member · private
   *[other] { $count } members · private
}

log-label = Messages
log-empty = No messages here.
log-again = Try again
log-unread = New messages
log-latest = To the newest message
log-latest-new = { $count ->
    [one] { $count } new message: go there
   *[other] { $count } new messages: go there
}

message-label = { $sender }, { $text }, { $time } { $state }
message-deleted = This message was deleted
message-unsupported = A newer version of Hudhud wrote this. Update to see it.
message-edited = edited
message-forwarded = Forwarded
message-forwarded-from = Forwarded from { $name }
message-forwarded-often = Forwarded many times
message-more = Show more
message-failed = Not sent: it could not be delivered.
message-resend = Send again
message-discard = Discard

quote-missing = A message that is not on this device
reaction-label = { $more ->
    [0] { $emoji } { $number }: { $people }
    [one] { $emoji } { $number }: { $people } and one more
   *[other] { $emoji } { $number }: { $people } and { $more } more
}

link-imitates = Not { $host }: this address only looks like it
link-mixed = This address mixes alphabets, as forged ones do
link-disguised = This address was disguised as another one

spoiler-show = Hidden text: show it
leave-title = Open this link?
leave-text = The words do not say where it leads. It leads here:
leave-yes = Open the link

menu-reply = Reply
menu-more = More
menu-react = React
menu-to-quote = To the message it answers
menu-copy = Copy text
menu-forward = Forward…
menu-edit = Edit
menu-times = Details
menu-delete = Delete for everyone
menu-copied = Copied
forward-title = Forward to
forward-hint = Name of a person or group
forward-none = No conversation is called so.
forward-most = At most { $count } at once.
forward-author = With the author’s name
forward-author-about = Their name and when they wrote it go with it. Nobody can check that: it is your word.
forward-yes = { $count ->
    [0] Forward
   *[other] Forward ({ $count })
}
forward-done = { $count ->
    [one] Forwarded to one conversation.
   *[other] Forwarded to { $count } conversations.
}
forward-failed = Not forwarded to { $name }: { $problem }
menu-not-copied = The browser did not let it be copied.

delete-title = Delete this message for everyone?
delete-text = It disappears for all members. Somebody may have read it already.
delete-text-direct = It disappears for both of you. They may have read it already.
delete-yes = Delete

times-title = About this message
times-from = From
times-sent = Sent
times-state = State
times-read-by = Read by
times-delivered-to = Delivered to
times-not-yet = Not yet with
times-forwarded = As they say
times-written = First sent, as they say
times-why = What is missing
times-unreadable = The keys to this message never reached this device, so its words cannot be shown. Whoever wrote it can say it again.

foot-creating = Being set up. What you write is sent as soon as it stands.
foot-out-of-step = This device has lost its place here and has asked to be let in again. What you write is sent then.
foot-left = You left this conversation. What was said stays on this device.
foot-removed = You were removed from this conversation. What was said stays on this device.
foot-waiting = They see only the beginning until they accept.
foot-deserted = They left this conversation. What was said stays on this device.
foot-failed = This conversation could not be set up.
foot-blocked = You have blocked this person.
foot-unblock = Unblock
foot-again = Write again
foot-draft = What you were writing was not sent:
foot-draft-discard = Discard the draft

request-from = { $who } would like to write to you
request-group-from = { $who } invites you to this group
request-hint = Until you accept, nobody learns whether you have seen this.

## Composer

composer-write = Message
composer-edit = Edit the message
composer-emoji = Emoji
composer-send = Send
composer-save = Save the change
composer-portions = { $count ->
    [one] Too long for one message
   *[other] Too long for one message: it is sent as { $count }.
}
composer-unkept = It is not kept as a draft: it is gone if this page is closed.
composer-over = { $count ->
    [one] Too long, even for one message.
   *[other] Too long, even for { $count } messages.
}
strip-reply = Replying to
strip-edit = Editing
strip-leave = Cancel
completion-label = Suggestions
emoji-search = Find an emoji
emoji-none = No emoji of that name.
emoji-faces = Faces
emoji-people = People
emoji-nature = Nature
emoji-food = Food
emoji-places = Places
emoji-things = Things
emoji-signs = Signs and flags

## Search

search-here = Search here
search-people = People
search-groups = Groups
search-section = { $title } · { $count }
search-section-more = { $title } · { $count }+
search-new = Write to somebody new
search-messages = Messages
search-nothing = Nothing found for “{ $query }”.

# -- Photos and files

attached-photo = Photo
attached-file = File
attached-save = Save
program-title = Save a program?
program-text = { $name } is a program. Whoever opens it lets it do on this machine whatever they can do themselves. Save it only if you know who sent it and what for.
attached-size-and-state = { $size }, { $state }
attached-leaving = Sending…
attached-there = Load
attached-coming = Loading…
attached-leaving-so-far = Sending… { $percent }%
attached-coming-so-far = Loading… { $percent }%
attached-stop-sending = Do not send
attached-stop-loading = Stop loading
attached-gone = No longer on the server
attached-damaged = Damaged on the server
attached-unsent = Not sent
composer-attach = Attach photos or files
attach-title = Send photos and files
attach-caption = Caption
attach-describe = Describe it for those who cannot see it
attach-as-file = Send as a file, in full size
attach-keep-traces = Keep where and when it was taken
attach-as-it-is = Sent as it is, with where and when it was taken if it says so.
attach-drop = Drop it to attach it
attach-remove = Remove { $name }
attach-sending = Sending…
attach-many = One message holds at most { $limit } files.
viewer-title = Photo
viewer-title-of = Photo { $at } of { $all }
viewer-before = Photo before
viewer-after = Photo after
problem-file-too-long = That file is too large: at most { $limit }.
problem-file-not-kept = There is no room for that file, or it cannot be read.
problem-traces-not-removed = It cannot be removed from that picture where and when it was taken. Send another one, or keep it.
problem-attachment-not-here = That is no longer on this device. It is being fetched.
problem-attachment-damaged = The server has something else than was sent.
