//! The conversations in their order, each with a signal of its own: one change re-renders one row.

use hudhud_base::{ConversationId, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeMap;

use hudhud_dialogue::page::ListChange;
use hudhud_dialogue::{ConversationState, ConversationView};
use leptos::prelude::{
    ArcRwSignal, GetUntracked as _, RwSignal, Set as _, StoredValue, UpdateValue as _,
    WithUntracked as _, WithValue as _,
};

/// Newest first, then the highest number first.
type Place = Reverse<(Timestamp, ConversationId)>;

/// The list. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    rows: StoredValue<BTreeMap<ConversationId, ArcRwSignal<ConversationView>>>,
    places: StoredValue<Places>,
    /// The numbers of all that are not requests, in order.
    pub(crate) order: RwSignal<Vec<ConversationId>>,
    /// The numbers of the requests, in order.
    pub(crate) requests: RwSignal<Vec<ConversationId>>,
    /// Messages not read in all of them, requests apart.
    pub(crate) unread: RwSignal<u32>,
    /// Whether the whole list has been told once.
    pub(crate) complete: RwSignal<bool>,
}

impl List {
    /// An empty list.
    pub(crate) fn new() -> Self {
        Self {
            rows: StoredValue::default(),
            places: StoredValue::default(),
            order: RwSignal::new(Vec::new()),
            requests: RwSignal::new(Vec::new()),
            unread: RwSignal::new(0),
            complete: RwSignal::new(false),
        }
    }

    /// The row of a conversation, if it is in the list. Reading it does not follow the list: a
    /// view that may come before its row reads `order` or `requests` too.
    pub(crate) fn row(self, id: ConversationId) -> Option<ArcRwSignal<ConversationView>> {
        self.rows.with_value(|rows| rows.get(&id).cloned())
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

    fn put(self, view: ConversationView) {
        self.places.update_value(|places| {
            places.put(
                view.id,
                view.last_activity,
                view.state == ConversationState::Request,
            );
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
        let (order, requests) = self
            .places
            .with_value(|places| (places.order(false), places.order(true)));
        let unread = self.rows.with_value(|rows| {
            order
                .iter()
                .filter_map(|id| rows.get(id))
                .map(|row| row.with_untracked(|view| view.unread))
                .fold(0, u32::saturating_add)
        });
        set_if_new(self.order, order);
        set_if_new(self.requests, requests);
        set_if_new(self.unread, unread);
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
    of: BTreeMap<ConversationId, (Place, bool)>,
    open: BTreeMap<Place, ConversationId>,
    requests: BTreeMap<Place, ConversationId>,
}

impl Places {
    fn put(&mut self, id: ConversationId, last_activity: Timestamp, request: bool) {
        self.gone(id);
        let place = Reverse((last_activity, id));
        self.of.insert(id, (place, request));
        self.side(request).insert(place, id);
    }

    fn gone(&mut self, id: ConversationId) {
        if let Some((place, request)) = self.of.remove(&id) {
            self.side(request).remove(&place);
        }
    }

    fn side(&mut self, request: bool) -> &mut BTreeMap<Place, ConversationId> {
        if request {
            &mut self.requests
        } else {
            &mut self.open
        }
    }

    fn order(&self, request: bool) -> Vec<ConversationId> {
        let side = if request { &self.requests } else { &self.open };
        side.values().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::{ConversationId, Timestamp};

    use super::Places;

    const ONE: ConversationId = ConversationId(1);
    const TWO: ConversationId = ConversationId(2);
    const THREE: ConversationId = ConversationId(3);

    #[test]
    fn the_newest_stands_first_and_moves_when_something_happens() {
        let mut places = Places::default();
        places.put(ONE, Timestamp(10), false);
        places.put(TWO, Timestamp(30), false);
        places.put(THREE, Timestamp(30), false);
        assert_eq!(places.order(false), [THREE, TWO, ONE]);
        places.put(ONE, Timestamp(40), false);
        assert_eq!(places.order(false), [ONE, THREE, TWO]);
        places.gone(THREE);
        assert_eq!(places.order(false), [ONE, TWO]);
    }

    #[test]
    fn a_request_that_was_accepted_stands_among_the_conversations() {
        let mut places = Places::default();
        places.put(ONE, Timestamp(10), true);
        assert_eq!(
            (places.order(false), places.order(true)),
            (vec![], vec![ONE])
        );
        places.put(ONE, Timestamp(10), false);
        assert_eq!(
            (places.order(false), places.order(true)),
            (vec![ONE], vec![])
        );
    }
}
