//! Telling of messages while the page is not looked at.

use hudhud_dialogue::Notification;

use crate::state::App;

/// Follows the number of messages not read, for title and icon.
pub(crate) fn start(app: App) {
    let _ = app;
}

/// A message of somebody else came.
pub(crate) fn heard(app: App, notification: &Notification) {
    let _ = (app, notification);
}
