//! The conversations in their order, each with a signal of its own: one change re-renders one row.

use hudhud_base::{AccountId, ConversationId, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hudhud_dialogue::page::ListChange;
use hudhud_dialogue::{ConversationState, ConversationView, Person, PersonView};
use leptos::prelude::{
    ArcRwSignal, GetUntracked as _, GetValue as _, RwSignal, Set as _, StoredValue,
    UpdateValue as _, WithUntracked as _, WithValue as _,
};

use crate::dom;

/// What is pinned first; then the newest, then the highest number.
type Place = Reverse<(bool, Timestamp, ConversationId)>;

/// What a person wants of a conversation in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To see what can be done with it.
    Menu,
    /// To choose for how long it is muted.
    Mute,
    Clear,
    Leave,
    Block,
    Forget,
}

/// Of which conversation they want it, and where in the window they said so, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wished {
    pub(crate) id: ConversationId,
    pub(crate) wish: Wish,
    pub(crate) at: (i32, i32),
}

/// In which of the lists a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Open,
    Requests,
    Archive,
}

impl Side {
    fn of(view: &ConversationView) -> Self {
        if view.state == ConversationState::Request {
            Self::Requests
        } else if view.arranged.archived {
            Self::Archive
        } else {
            Self::Open
        }
    }
}

/// The list. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    rows: StoredValue<BTreeMap<ConversationId, ArcRwSignal<ConversationView>>>,
    places: StoredValue<Places>,
    /// The numbers of all that are neither requests nor archived, in order.
    pub(crate) order: RwSignal<Vec<ConversationId>>,
    /// The numbers of the archived ones, in order.
    pub(crate) archive: RwSignal<Vec<ConversationId>>,
    /// The numbers of the requests, in order.
    pub(crate) requests: RwSignal<Vec<ConversationId>>,
    /// Messages not read in all that stand open and are not muted.
    pub(crate) unread: RwSignal<u32>,
    /// Whether the whole list has been told once.
    pub(crate) complete: RwSignal<bool>,
    /// Requests that were declined a moment ago, which can still be undone.
    declined: StoredValue<BTreeSet<ConversationId>>,
    /// What is being asked about one of its rows.
    pub(crate) wished: RwSignal<Option<Wished>>,
}

impl List {
    /// An empty list.
    pub(crate) fn new() -> Self {
        Self {
            rows: StoredValue::default(),
            places: StoredValue::default(),
            order: RwSignal::new(Vec::new()),
            archive: RwSignal::new(Vec::new()),
            requests: RwSignal::new(Vec::new()),
            unread: RwSignal::new(0),
            complete: RwSignal::new(false),
            declined: StoredValue::default(),
            wished: RwSignal::new(None),
        }
    }

    /// The row of a conversation, if it is in the list. Reading it does not follow the list: a
    /// view that may come before its row reads `order` or `requests` too.
    pub(crate) fn row(self, id: ConversationId) -> Option<ArcRwSignal<ConversationView>> {
        self.rows.with_value(|rows| rows.get(&id).cloned())
    }

    /// The direct conversation with somebody, the newest if there are several.
    pub(crate) fn with_person(self, account: AccountId) -> Option<ConversationId> {
        self.rows.with_value(|rows| {
            let with = |row: &ArcRwSignal<ConversationView>| {
                row.with_untracked(|view| {
                    view.peer.as_ref().map(|peer| peer.account) == Some(account)
                })
            };
            rows.iter().rfind(|(_, row)| with(row)).map(|(id, _)| *id)
        })
    }

    /// The direct conversation with somebody in which one can write, or which waits for an answer.
    pub(crate) fn with_whom(self, person: &Person) -> Option<ConversationId> {
        self.rows.with_value(|rows| {
            let with = |row: &ArcRwSignal<ConversationView>| {
                row.with_untracked(|view| {
                    view.peer
                        .as_ref()
                        .is_some_and(|peer| PersonView::is(peer, person))
                        && !view.state.is_over()
                })
            };
            rows.iter().rfind(|(_, row)| with(row)).map(|(id, _)| *id)
        })
    }

    /// Somebody with whom there is a direct conversation, however it stands.
    pub(crate) fn person(self, account: AccountId) -> Option<PersonView> {
        let row = self.row(self.with_person(account)?)?;
        row.with_untracked(|view| view.peer.clone())
    }

    /// Every conversation now, in no promised order.
    pub(crate) fn every(self) -> Vec<ConversationView> {
        self.rows
            .with_value(|rows| rows.values().map(|row| row.get_untracked()).collect())
    }

    /// Applies changes in order; what did not change is not told to anybody.
    pub(crate) fn apply(self, changes: Vec<ListChange>) {
        for change in changes {
            match change {
                ListChange::Put(view) => self.put(*view),
                ListChange::Gone(id) => {
                    self.rows.update_value(|rows| {
                        rows.remove(&id);
                    });
                    self.places.update_value(|places| places.gone(id));
                }
                ListChange::Clear => {
                    self.rows.update_value(BTreeMap::clear);
                    self.places
                        .update_value(|places| *places = Places::default());
                    self.complete.set(false);
                }
            }
        }
        self.tell();
    }

    /// Takes a request out of sight, or lets it be seen again. `false`: it was so already.
    pub(crate) fn hide(self, request: ConversationId, hidden: bool) -> bool {
        let changed = self.declined.try_update_value(|declined| {
            if hidden {
                declined.insert(request)
            } else {
                declined.remove(&request)
            }
        });
        self.tell();
        changed.unwrap_or(false)
    }

    /// The requests that are out of sight.
    pub(crate) fn declined(self) -> BTreeSet<ConversationId> {
        self.declined.get_value()
    }

    fn put(self, view: ConversationView) {
        self.places.update_value(|places| {
            let pinned = view.arranged.pinned;
            let place = Reverse((pinned, view.last_activity, view.id));
            places.put(view.id, place, Side::of(&view));
        });
        match self.row(view.id) {
            Some(row) => {
                if row.with_untracked(|known| *known != view) {
                    row.set(view);
                }
            }
            None => self.rows.update_value(|rows| {
                rows.insert(view.id, ArcRwSignal::new(view));
            }),
        }
    }

    fn tell(self) {
        let [order, mut requests, archive] = self.places.with_value(|places| {
            [Side::Open, Side::Requests, Side::Archive].map(|side| places.order(side))
        });
        self.declined
            .with_value(|declined| requests.retain(|id| !declined.contains(id)));
        let now = Timestamp(dom::now_ms());
        let unread = self.rows.with_value(|rows| {
            order
                .iter()
                .filter_map(|id| rows.get(id))
                .map(|row| row.with_untracked(|view| waiting(view, now)))
                .fold(0, u32::saturating_add)
        });
        set_if_new(self.order, order);
        set_if_new(self.archive, archive);
        set_if_new(self.requests, requests);
        set_if_new(self.unread, unread);
    }
}

/// How much of a conversation waits to be read, as far as anybody is to be called for it.
fn waiting(view: &ConversationView, now: Timestamp) -> u32 {
    if view.arranged.is_muted(now) {
        0
    } else {
        view.unread.max(u32::from(view.arranged.unread))
    }
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|known| *known != value) {
        signal.set(value);
    }
}

/// Where each conversation stands in the order. Pure.
#[derive(Debug, Default)]
struct Places {
    of: BTreeMap<ConversationId, (Side, Place)>,
    ordered: BTreeMap<(Side, Place), ConversationId>,
}

impl Places {
    fn put(&mut self, id: ConversationId, place: Place, side: Side) {
        self.gone(id);
        self.of.insert(id, (side, place));
        self.ordered.insert((side, place), id);
    }

    fn gone(&mut self, id: ConversationId) {
        if let Some(place) = self.of.remove(&id) {
            self.ordered.remove(&place);
        }
    }

    fn order(&self, side: Side) -> Vec<ConversationId> {
        let there = self.ordered.iter().filter(|((at, _), _)| *at == side);
        there.map(|(_, id)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use hudhud_base::{ConversationId, Timestamp};

    use super::{Places, Side};

    const ONE: ConversationId = ConversationId(1);
    const TWO: ConversationId = ConversationId(2);
    const THREE: ConversationId = ConversationId(3);

    fn put(places: &mut Places, id: ConversationId, active: u64, pinned: bool, side: Side) {
        places.put(id, Reverse((pinned, Timestamp(active), id)), side);
    }

    #[test]
    fn the_newest_stands_first_and_moves_when_something_happens() {
        let mut places = Places::default();
        put(&mut places, ONE, 10, false, Side::Open);
        put(&mut places, TWO, 30, false, Side::Open);
        put(&mut places, THREE, 30, false, Side::Open);
        assert_eq!(places.order(Side::Open), [THREE, TWO, ONE]);
        put(&mut places, ONE, 40, false, Side::Open);
        assert_eq!(places.order(Side::Open), [ONE, THREE, TWO]);
        places.gone(THREE);
        assert_eq!(places.order(Side::Open), [ONE, TWO]);
    }

    #[test]
    fn what_is_pinned_stands_above_what_is_newer() {
        let mut places = Places::default();
        put(&mut places, ONE, 10, true, Side::Open);
        put(&mut places, TWO, 30, false, Side::Open);
        assert_eq!(places.order(Side::Open), [ONE, TWO]);
        put(&mut places, ONE, 10, false, Side::Open);
        assert_eq!(places.order(Side::Open), [TWO, ONE]);
    }

    #[test]
    fn a_conversation_stands_in_one_of_the_lists() {
        let mut places = Places::default();
        for side in [Side::Requests, Side::Open, Side::Archive] {
            put(&mut places, ONE, 10, false, side);
            for other in [Side::Requests, Side::Open, Side::Archive] {
                let there = places.order(other) == [ONE];
                assert_eq!(there, other == side, "{side:?} {other:?}");
            }
        }
    }
}
