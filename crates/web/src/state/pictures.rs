//! The pictures that people show, as addresses that an image can have. Each is asked for when somebody is
//! drawn who shows one, and let go when others were asked for since.

use hudhud_base::{AccountId, Timestamp};
use hudhud_dialogue::PersonView;
use hudhud_dialogue::page::{Ask, Reply};
use leptos::prelude::{
    ArcRwSignal, GetUntracked as _, Set as _, StoredValue, UpdateValue as _, WithValue as _,
};

use crate::dom;
use crate::worker::Link;

/// Pictures at hand; more than a screen shows.
const KEPT: usize = 256;

/// The picture of somebody: wherever they are drawn, the newest that was asked for is shown.
#[derive(Debug)]
struct Picture {
    account: AccountId,
    /// Since when they show what was asked for.
    asked: Timestamp,
    address: ArcRwSignal<Option<String>>,
}

impl Picture {
    fn show(&self, address: Option<String>) {
        let former = self.address.get_untracked();
        self.address.set(address);
        if let Some(former) = former {
            dom::give_up_address(&former);
        }
    }
}

/// The pictures at hand, the longest not drawn first. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pictures(StoredValue<Vec<Picture>>);

impl Pictures {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(Vec::new()))
    }

    /// The address of the picture that somebody shows, once it is here; `None`: they show none.
    pub(crate) fn of(self, link: Link, person: &PersonView) -> Option<ArcRwSignal<Option<String>>> {
        let since = person.profile.picture?;
        let account = person.account;
        let (address, is_news) = self.0.try_update_value(|pictures| {
            let known = pictures.iter().position(|one| one.account == account);
            let known = known.map(|at| pictures.remove(at));
            let is_news = known.as_ref().is_none_or(|one| one.asked < since);
            let address = known.map_or_else(|| ArcRwSignal::new(None), |one| one.address);
            if pictures.len() >= KEPT {
                pictures.remove(0).show(None);
            }
            pictures.push(Picture {
                account,
                asked: since,
                address: address.clone(),
            });
            (address, is_news)
        })?;
        if is_news {
            leptos::task::spawn_local(async move {
                if let Ok(Reply::Picture(Some(bytes))) = link.ask(Ask::Picture { account }).await {
                    self.came(account, &bytes);
                }
            });
        }
        Some(address)
    }

    /// Lets go of all.
    pub(crate) fn clear(self) {
        self.0.update_value(|pictures| {
            for one in pictures.drain(..) {
                one.show(None);
            }
        });
    }

    fn came(self, account: AccountId, bytes: &[u8]) {
        self.0.with_value(|pictures| {
            if let Some(one) = pictures.iter().find(|one| one.account == account) {
                one.show(dom::address_of(bytes, "image/jpeg"));
            }
        });
    }
}
