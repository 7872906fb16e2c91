//! The device's life as the page sees it: opening it, and what becomes of it when that fails, when
//! another tab wants it, or when it has to stop. Which tab has it is the business of `lead`.

use std::collections::BTreeMap;
use std::time::Duration;

use hudhud_dialogue::page::{
    Ask, Connection, ListChange, Opened, Passcode, Place, Problem, Reply, Unopened,
};
use leptos::prelude::{GetUntracked as _, GetValue as _, Set as _, UpdateValue as _};

use crate::state::{App, Phase};
use crate::wait::{first, pause};
use crate::{declining, dom, news, notify};

/// How often a database that another worker still holds is tried again, and after how long. A page
/// that was reloaded starts before the worker of the old one has let go.
const BUSY_TRIES: u32 = 12;
const BUSY_PAUSE: Duration = Duration::from_millis(250);

/// Takes the lead among the tabs, if it is free, and opens the device.
pub(crate) fn begin(app: App) {
    app.lead.listen(move || hand_over(app));
    leptos::task::spawn_local(async move {
        if app.lead.take_if_free().await {
            start(app).await;
        } else {
            app.phase.set(Phase::Elsewhere);
        }
    });
}

/// Takes the device from the tab that has it, and opens it here.
pub(crate) fn take_over(app: App) {
    // Whoever presses twice means it once.
    if app.phase.get_untracked() == Phase::Starting {
        return;
    }
    app.phase.set(Phase::Starting);
    leptos::task::spawn_local(async move {
        // Otherwise it is wanted elsewhere by now, and this screen says so.
        if app.lead.take().await {
            start(app).await;
        }
    });
}

/// Begins anew after the device did not open or had to stop.
pub(crate) fn again(app: App) {
    app.phase.set(Phase::Starting);
    leptos::task::spawn_local(start(app));
}

/// Tries a passcode.
pub(crate) async fn unlock(app: App, passcode: String) {
    open(app, Place::Kept, Some(Passcode(passcode))).await;
}

/// Makes a device that is gone with the page, where the browser keeps nothing.
pub(crate) fn in_memory(app: App) {
    app.phase.set(Phase::Starting);
    leptos::task::spawn_local(open(app, Place::Memory, None));
}

/// Gives the device to another tab, or the hope of it.
fn hand_over(app: App) {
    // The screens go first, so that what was being written is kept before the device closes.
    app.phase.set(Phase::HandedOver);
    if !app.lead.begins_to_give() {
        return;
    }
    leptos::task::spawn_local(async move {
        close(app).await;
        app.lead.give();
    });
}

/// Closes a device that has a passcode, which opens it again: until then its key is nowhere, and nothing
/// of it is on the page.
pub(crate) fn lock(app: App) {
    if app.phase.get_untracked() != Phase::Home || !app.passcode.get_untracked() {
        return;
    }
    app.phase.set(Phase::Starting);
    leptos::task::spawn_local(async move {
        let worker = app.link.turn();
        close(app).await;
        // Unless another tab was given it meanwhile.
        let is_here = app.phase.get_untracked() == Phase::Starting;
        if is_here && !app.lead.is_giving() && app.link.turn() == worker.wrapping_add(1) {
            start(app).await;
        }
    });
}

/// Ends the worker, after what is being written has been kept: the screens are gone by now, or go in this
/// moment.
pub(crate) async fn close(app: App) {
    declining::finish_all(app);
    pause(Duration::from_millis(30)).await;
    // A worker that does not answer is ended all the same: its transactions are whole.
    first(app.ask(Ask::Close), pause(Duration::from_secs(4))).await;
    app.link.end();
    forget(app);
    app.toasts.clear();
    notify::close_all();
}

/// Forgets the device and everything in it, and begins anew.
pub(crate) async fn erase(app: App) -> Result<(), Problem> {
    app.ask(Ask::Erase).await?;
    app.link.end();
    app.router.replace(crate::route::Route::Home);
    // There is nothing left that it could belong to.
    app.unsaved.update_value(BTreeMap::clear);
    app.phase.set(Phase::Starting);
    start(app).await;
    Ok(())
}

async fn start(app: App) {
    forget(app);
    app.link.start(move |heard| news::hear(app, heard));
    open(app, Place::Kept, None).await;
}

async fn open(app: App, place: Place, passcode: Option<Passcode>) {
    let tried = passcode.is_some();
    let worker = app.link.turn();
    // Another tab was given the device meanwhile; this one may even have it again, with another worker.
    let is_over = || app.lead.is_giving() || app.link.turn() != worker;
    let mut left = BUSY_TRIES;
    let answer = loop {
        let answer = ask_to_open(app, place, passcode.clone()).await;
        if is_over() {
            return;
        }
        if answer != Err(Unopened::Busy) || left == 0 {
            break answer;
        }
        left -= 1;
        pause(BUSY_PAUSE).await;
        if is_over() {
            return;
        }
    };
    match answer {
        Ok(opened) => show(app, place, opened),
        Err(Unopened::PasscodeNeeded) => app.phase.set(Phase::Passcode { wrong: false }),
        Err(Unopened::WrongPasscode) if tried => app.phase.set(Phase::Passcode { wrong: true }),
        Err(why) => app.phase.set(Phase::Unopened(why)),
    }
}

async fn ask_to_open(
    app: App,
    place: Place,
    passcode: Option<Passcode>,
) -> Result<Opened, Unopened> {
    match app.ask(Ask::Open { place, passcode }).await {
        Ok(Reply::Opened(opened)) => Ok(opened),
        Err(Problem::Unopened(why)) => Err(why),
        Ok(_) | Err(_) => Err(Unopened::Browser),
    }
}

fn show(app: App, place: Place, opened: Opened) {
    app.in_memory.set(place == Place::Memory);
    app.passcode.set(opened.passcode);
    let signed_up = opened
        .account
        .as_ref()
        .is_some_and(|account| account.signed_up);
    app.account.set(opened.account);
    for (conversation, text) in app.unsaved.get_value() {
        leptos::task::spawn_local(app.keep_draft(conversation, text));
    }
    app.phase.set(if signed_up {
        Phase::Home
    } else {
        Phase::FirstRun
    });
}

/// Nothing of a device that is closed stays on the page.
fn forget(app: App) {
    app.list.apply(vec![ListChange::Clear]);
    app.window.clear();
    app.details.set(None);
    app.account.set(None);
    app.connection.set(Connection::Connecting);
    app.intents.forget();
    app.typing.clear();
    app.pictures.clear();
}

/// Asks the browser not to throw away what is kept here. It decides by itself, or asks the person.
pub(crate) async fn persist() -> bool {
    let storage = dom::window().navigator().storage();
    match storage.persist() {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise)
            .await
            .is_ok_and(|kept| kept.is_truthy()),
        Err(_) => false,
    }
}

/// Bytes used and allowed for this site, if the browser says them.
pub(crate) async fn storage() -> Option<(u64, u64)> {
    let promise = dom::window().navigator().storage().estimate().ok()?;
    let estimate = wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
    let number = |name| dom::property(&estimate, name).as_f64();
    Some((number("usage")? as u64, number("quota")? as u64))
}
