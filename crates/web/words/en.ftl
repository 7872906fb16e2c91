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
