# Hudhud in English. Every key here stands in ar.ftl too; a test compares them.

# -- Everywhere

app-name = Hudhud
back = Back
close = Close
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
problem-not-a-name = A name has 3 to 32 letters and digits.
problem-no-such-name = Nobody has that name.
problem-name-taken = That name is taken. Another one?
problem-name-reserved = That name is kept back. Another one?
problem-name-imitates = That name looks too much like another one.
problem-no-such-conversation = That conversation is not on this device.
problem-no-such-message = That message is not here any more.
problem-not-a-member = That person is not a member here.
problem-not-active = This conversation takes no messages now.
problem-not-a-group = That works in groups only.
problem-not-allowed = Only an admin can do that.
problem-not-yours = Only who wrote it can do that.
problem-empty = There is nothing to send.
problem-too-long = That is too long: { $limit } at most.
problem-not-an-emoji = That is not one emoji.
problem-too-many = { $limit ->
    [one] No more than one person.
   *[other] No more than { $limit } people.
}
problem-blocked = You have blocked them.
problem-yourself = That is you.
problem-refused = The server refused.
problem-try-later = The server is busy. Try again in a moment.
problem-try-later-after = { $seconds ->
    [one] The server is busy. Try again in a second.
   *[other] The server is busy. Try again in { $seconds } seconds.
}
problem-forged = What the server gave could not be verified, so it was not used.
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
unopened-key-missing = The key to what is kept here is gone.
unopened-browser = Something in the browser failed.

# -- Where a conversation stands

standing-creating = Being set up…
standing-request = Waits for your answer
standing-left = You left
standing-removed = You were removed
standing-out-of-step = Asking to be let in again…
standing-failed = Could not be set up

## People

person-own = You
person-unnamed = Nameless { $account }
people-and = { $before }, { $next }
conversation-unnamed = A conversation without a title

## Start

start-opening = Opening…

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
welcome-name = Choose a name
welcome-hint = Letters and digits. People find you by it. You can do without.
welcome-go = Begin
welcome-go-nameless = Begin without a name
welcome-busy = One moment…
welcome-keys = Your keys are being made, here on this device.
welcome-host = The server has its turn. When many people come at once, it asks each device for a little work first. This goes on by itself.
welcome-offline = The server cannot be reached. It is tried again by itself: you can leave this page open.
welcome-unfinished = You have begun already. It goes on by itself as soon as the server answers; or choose another name.
welcome-disclosure = What the server knows

trouble-again = Try again
trouble-reload = Reload
trouble-in-memory = Use it for this visit
trouble-rescue = Keep a copy as a file
trouble-anew = Start anew…
trouble-anew-text = This forgets the account and every message kept here, for good. Keep a copy first if in doubt.
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
trouble-newer-title = A newer Hudhud was here
trouble-newer-text = What is kept here was written by a newer version than this page. Reload to get it.
trouble-key-missing-title = The key is gone
trouble-key-missing-text = Your conversations are still here, encrypted, but the browser has lost the key to them, as happens when part of a site’s data is cleared. Nothing was deleted.
trouble-browser-title = Something failed in the browser
trouble-browser-text = What is kept here is untouched. Try again; if that does not help, reload the page.
