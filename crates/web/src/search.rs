//! Finding messages: in all conversations, and in one. What is found, and how words are compared,
//! is the store's.

mod keys;

use hudhud_base::{ConversationId, MessageRow};
use std::time::Duration;

use crate::html::{bdi, button, div, h2, p, span, time};
use hudhud_dialogue::HitView;
use hudhud_dialogue::page::{Ask, Reply};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use wasm_bindgen::JsCast as _;

use crate::conversation::{Jump, Open, excerpt};
use crate::dom;
use crate::parts::{self, Icon, Size};
use crate::people;
use crate::route::Route;
use crate::state::App;
use crate::words::{count, key};

/// A pause in typing after which it is looked for.
const PAUSE: Duration = Duration::from_millis(90);
/// So many are asked for at a time.
const PAGE: u32 = 30;
/// More are asked for when so little is left below, in pixels.
const AHEAD: i32 = 600;
/// So much of a message is shown.
const GRAPHEMES: usize = 110;

/// What a search has found by now. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Search {
    app: App,
    /// Only there.
    conversation: Option<ConversationId>,
    query: RwSignal<String>,
    hits: RwSignal<Vec<HitView>>,
    /// What `hits` are of; `None`: nothing was looked for yet.
    found_for: RwSignal<Option<String>>,
    /// There may be more.
    more: RwSignal<bool>,
    /// An answer is due.
    looking: RwSignal<bool>,
    /// Counts questions: answers to earlier ones are of no use.
    turn: StoredValue<u32>,
}

/// What a search over all conversations finds, in the list's place while `query` is not empty.
pub(crate) fn results(app: App, query: RwSignal<String>) -> AnyView {
    let search = Search::new(app, None, query);
    let choose = Callback::new(
        move |(conversation, message): (ConversationId, MessageRow)| {
            app.go(Route::Conversation {
                id: conversation,
                at: Some(message),
            });
        },
    );
    search.view(choose)
}

/// The name of a kind of what was found, with how much of it there is; and whether there is more.
pub(crate) fn heading(app: App, title: &'static str, many: Signal<(usize, bool)>) -> AnyView {
    let text = move || {
        let (many, more) = many.get();
        let title = app.words.text(title);
        if many == 0 {
            return title;
        }
        let words = if more {
            key("search-section-more")
        } else {
            key("search-section")
        };
        let many = count(many as u64);
        app.words
            .with(words, &[("title", title.into()), ("count", many)])
    };
    h2().class("section-title").child(text).into_any()
}

/// The search in one conversation, over its messages.
pub(crate) fn within(open: Open) -> AnyView {
    let app = open.app;
    let query = RwSignal::new(String::new());
    let search = Search::new(app, Some(open.id), query);
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let choose = Callback::new(move |(_, message): (ConversationId, MessageRow)| {
        open.searching.set(false);
        open.jump.set(Some(Jump::Message(message)));
    });
    let label = app.say("search-here");
    let empty = move || query.with(|query| query.trim().is_empty());
    div()
        .class("search-within")
        .attr("role", "search")
        .attr("data-part", "search-within")
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                open.searching.set(false);
                dom::focus_soon("[data-part='write']");
            }
        })
        .child((
            div().class("search-bar").child((
                parts::search_field("search-within-field", label, label, query)
                    .node_ref(field)
                    .on(ev::keydown, |event| keys::into_results(&event)),
                parts::icon_button("close-search", Icon::Close, app.say("close"), move || {
                    open.searching.set(false);
                }),
            )),
            move || (!empty()).then(|| search.view(choose)),
        ))
        .into_any()
}

impl Search {
    fn new(app: App, conversation: Option<ConversationId>, query: RwSignal<String>) -> Self {
        let search = Self {
            app,
            conversation,
            query,
            hits: RwSignal::new(Vec::new()),
            found_for: RwSignal::new(None),
            more: RwSignal::new(false),
            looking: RwSignal::new(false),
            turn: StoredValue::new(0),
        };
        Effect::new(move |_| {
            query.track();
            let turn = search.next_turn();
            set_timeout(
                move || {
                    if search.turn.try_get_value() == Some(turn) {
                        search.begin();
                    }
                },
                PAUSE,
            );
        });
        search
    }

    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    fn begin(self) {
        let query = self.query.with_untracked(|query| query.trim().to_owned());
        if query.is_empty() {
            self.hits.set(Vec::new());
            self.found_for.set(None);
            self.more.set(false);
            return;
        }
        self.look(query, None);
    }

    /// Asks for the first, or for those older than a message.
    fn look(self, query: String, before: Option<MessageRow>) {
        let turn = self.next_turn();
        self.looking.set(true);
        let (app, conversation) = (self.app, self.conversation);
        leptos::task::spawn_local(async move {
            let ask = Ask::Search {
                query: query.clone(),
                conversation,
                before,
                limit: PAGE,
            };
            let answer = app.ask(ask).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.looking.set(false);
            match answer {
                Ok(Reply::Hits(hits)) => {
                    self.more.set(hits.len() >= PAGE as usize);
                    if before.is_some() {
                        self.hits.update(|known| known.extend(hits));
                    } else {
                        self.hits.set(hits);
                    }
                    self.found_for.set(Some(query));
                }
                Ok(_) => {}
                Err(problem) => app.tell(problem),
            }
        });
    }

    fn scrolled(self, outer: &HtmlElement) {
        let below = outer.scroll_height() - outer.client_height() - outer.scroll_top();
        if below > AHEAD || !self.more.get_untracked() || self.looking.get_untracked() {
            return;
        }
        let before = self
            .hits
            .with_untracked(|hits| hits.last().map(|hit| hit.message.id));
        if let (Some(query), Some(_)) = (self.found_for.get_untracked(), before) {
            self.look(query, before);
        }
    }

    fn view(self, choose: Callback<(ConversationId, MessageRow)>) -> AnyView {
        let app = self.app;
        let nothing = Memo::new(move |_| {
            self.found_for
                .get()
                .filter(|_| self.hits.with(Vec::is_empty))
        });
        let everywhere = self.conversation.is_none();
        let many = Signal::derive(move || (self.hits.with(Vec::len), self.more.get()));
        let rows = parts::each(
            Signal::derive(move || self.hits.get()),
            |hit| (hit.message.id, marks(hit)),
            move |hit| self.row(&hit, choose),
        );
        div()
            .class("search-results scroll")
            .attr("data-part", "search-results")
            .attr("data-found-for", move || self.found_for.get())
            .on(ev::scroll, move |event| {
                if let Some(outer) = event
                    .current_target()
                    .and_then(|target| target.dyn_into::<HtmlElement>().ok())
                {
                    self.scrolled(&outer);
                }
            })
            .on(ev::keydown, move |event| keys::step(&event))
            .child((
                everywhere.then(|| heading(app, key("search-messages"), many)),
                move || {
                    nothing.get().map(|query| {
                        p().class("search-nothing")
                            .attr("role", "status")
                            .attr("data-part", "search-nothing")
                            .child(move || {
                                let shown = hudhud_text::one_line(&query, 40);
                                app.words.with("search-nothing", &[("query", shown.into())])
                            })
                    })
                },
                move || (everywhere && nothing.with(Option::is_some)).then(|| next_step(app)),
                rows,
            ))
            .into_any()
    }

    fn row(self, hit: &HitView, choose: Callback<(ConversationId, MessageRow)>) -> AnyView {
        let app = self.app;
        let (conversation, message) = (hit.message.conversation, hit.message.id);
        let sent_ms = hit.message.sent.0;
        let sender = hit.message.sender.clone();
        let everywhere = self.conversation.is_none();
        let title = if everywhere {
            hudhud_text::title(&hit.place)
                .trim_start_matches('@')
                .to_owned()
        } else {
            String::new()
        };
        let name = {
            let sender = sender.clone();
            move || people::name(app.words, &sender)
        };
        let head = if title.is_empty() {
            bdi().child(name.clone()).into_any()
        } else {
            bdi().child(title.clone()).into_any()
        };
        // In a conversation of two it is clear who the other one is.
        let said_by = (everywhere
            && (sender.own || sender.shown().trim_start_matches('@') != title))
            .then(|| span().class("hit-sender").child((bdi().child(name), ": ")));
        // Among all conversations it stands for the one it leads to.
        let row = everywhere.then(|| app.list.row(conversation)).flatten();
        let face = match row {
            Some(row) => {
                row.with_untracked(|view| parts::conversation_avatar(app, view, Size::Small))
            }
            None => parts::avatar(app, &sender, Size::Small),
        };
        button()
            .attr("type", "button")
            .class("row hit")
            .attr("data-part", "hit")
            .attr("data-hit", message.to_string())
            .on(ev::click, move |_| choose.run((conversation, message)))
            .child((
                face,
                span().class("row-body").child((
                    span().class("hit-head").child((
                        span().class("row-title").child(head),
                        time().child(move || app.clock.brief(sent_ms)),
                    )),
                    span().class("row-text").child((
                        said_by,
                        excerpt(&hit.message.body, &hit.highlights, GRAPHEMES),
                    )),
                )),
            ))
            .into_any()
    }
}

/// Where a search that led nowhere goes on.
fn next_step(app: App) -> AnyView {
    let go = move || app.go(Route::New);
    div()
        .class("section-actions search-next")
        .child(parts::button(
            "search-new",
            parts::Look::Usual,
            app.say("search-new"),
            go,
        ))
        .into_any()
}

/// What decides how a hit looks, besides its message.
fn marks(hit: &HitView) -> String {
    let places: Vec<String> = hit
        .highlights
        .iter()
        .map(|(begin, end)| format!("{begin}-{end}"))
        .collect();
    places.join(" ")
}
