//! The words of a message as elements: lines with directions of their own, links, mentions, code.
//! What is safe to be shown is decided in `hudhud-text`.

use crate::html::{a, bdi, button, code, div, mark, p, pre, span};
use hudhud_dialogue::MessageView;
use hudhud_text::{Body, Caution, Direction, Extent, Kind, Line, LineKind, Link, Piece, Span};
use leptos::ev;
use leptos::prelude::*;

use crate::parts::{self, Icon};
use crate::route::Route;
use crate::state::App;
use crate::words::Language;

/// What of a message decides how its words look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    /// It was taken back.
    Deleted,
    /// Another version wrote it.
    Unsupported,
    Said {
        text: String,
        /// How many emoji it is, if it is few and nothing else.
        large: Option<usize>,
    },
}

impl Words {
    pub(super) fn new(message: &MessageView) -> Self {
        if message.deleted {
            Self::Deleted
        } else if message.unsupported {
            Self::Unsupported
        } else {
            Self::plain(&message.body)
        }
    }

    pub(super) fn plain(text: &str) -> Self {
        Self::Said {
            text: text.to_owned(),
            large: hudhud_text::only_emoji(text, 3),
        }
    }

    /// How many emoji it is, if it is few and nothing else.
    pub(super) fn large(&self) -> Option<usize> {
        match self {
            Self::Said { large, .. } => *large,
            Self::Deleted | Self::Unsupported => None,
        }
    }
}

/// The words, with a foot (time and state) in the last line. What is long is shown in part until
/// `whole` is set.
pub(super) fn view(app: App, words: &Words, whole: RwSignal<bool>, foot: AnyView) -> AnyView {
    let text = match words {
        Words::Deleted => return instead(app.say("message-deleted"), foot),
        Words::Unsupported => return instead(app.say("message-unsupported"), foot),
        Words::Said { text, .. } => text.clone(),
    };
    let extent = if whole.get() {
        Extent::Everything
    } else {
        Extent::Beginning
    };
    let body = hudhud_text::body(&text, extent, &[]);
    let more = body.more.then(|| {
        button()
            .attr("type", "button")
            .class("link-button body-more")
            .attr("data-part", "show-more")
            .on(ev::click, move |_| whole.set(true))
            .child(app.say("message-more"))
    });
    div()
        .class("body")
        .attr("data-part", "body")
        .child((lines(app, &body, foot), more))
        .into_any()
}

/// What stands in place of the words of a message that was taken back or that this version cannot
/// show.
fn instead(text: Signal<String>, foot: AnyView) -> AnyView {
    p().class("body instead").child((text, foot)).into_any()
}

/// Lines; code lines that follow each other stand in one block.
fn lines(app: App, body: &Body, foot: AnyView) -> Vec<AnyView> {
    let reading = match app.words.language() {
        Language::English => Direction::LeftToRight,
        Language::Arabic => Direction::RightToLeft,
    };
    let mut views = Vec::with_capacity(body.lines.len() + 1);
    let mut block: Vec<&Line> = Vec::new();
    let mut foot = Some(foot);
    for (index, line) in body.lines.iter().enumerate() {
        if line.kind == LineKind::Code {
            block.push(line);
            continue;
        }
        flush(app, &mut block, &mut views);
        let own = [line.direction, body.direction]
            .into_iter()
            .find(|direction| *direction != Direction::Neutral)
            .unwrap_or(reading);
        let last = index + 1 == body.lines.len() && !body.more && body.large.is_none();
        let mut parts = spans(app, &line.spans);
        if last && let Some(foot) = foot.take() {
            parts.push(foot);
        }
        views.push(
            div()
                .class("line")
                .attr("dir", name(own))
                .child(parts)
                .into_any(),
        );
        views.extend(warnings(app, line));
    }
    flush(app, &mut block, &mut views);
    if let Some(foot) = foot {
        views.push(div().class("line foot-line").child(foot).into_any());
    }
    views
}

fn flush(app: App, block: &mut Vec<&Line>, views: &mut Vec<AnyView>) {
    if block.is_empty() {
        return;
    }
    let mut inside = Vec::new();
    for line in block.drain(..) {
        if !inside.is_empty() {
            inside.push("\n".into_any());
        }
        inside.extend(spans(app, &line.spans));
    }
    views.push(
        pre()
            .class("code-block")
            .attr("dir", "ltr")
            .child(code().child(inside))
            .into_any(),
    );
}

const fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::RightToLeft => "rtl",
        Direction::LeftToRight | Direction::Neutral => "ltr",
    }
}

fn spans(app: App, spans: &[Span]) -> Vec<AnyView> {
    spans.iter().map(|span| one(app, span)).collect()
}

fn one(app: App, part: &Span) -> AnyView {
    let text = part.text.clone();
    let inside = if part.marked {
        mark().child(text).into_any()
    } else {
        text.into_any()
    };
    match &part.kind {
        Kind::Words => inside,
        Kind::Code => code().attr("dir", "ltr").child(inside).into_any(),
        Kind::Mention => {
            let name = part.text.trim_start_matches('@').to_owned();
            button()
                .attr("type", "button")
                .class("mention")
                .attr("data-part", "mention")
                .on(ev::click, move |_| app.go(Route::Person(name.clone())))
                .child(bdi().child(inside))
                .into_any()
        }
        Kind::Link(to) if leads_where_it_says(to) => link(app, to, inside),
        Kind::Link(_) => inside,
    }
}

/// Whether the browser would go to the host that is shown. It is asked, because it is the one who goes.
fn leads_where_it_says(to: &Link) -> bool {
    let asked = web_sys::Url::new(&to.href).map(|url| url.hostname());
    match (&to.host, asked) {
        (Some(host), Ok(asked)) => *host == asked,
        (None, Ok(_)) => true,
        (_, Err(_)) => false,
    }
}

/// A link of this very app leads there within it: in a tab of its own it could not be opened.
fn link(app: App, to: &Link, inside: AnyView) -> AnyView {
    let own = Route::of_address(&to.href);
    a().attr("href", to.href.clone())
        .on(ev::click, move |event| {
            if let Some(route) = own.clone() {
                event.prevent_default();
                app.go(route);
            }
        })
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer nofollow")
        .attr("data-part", "link")
        .attr("title", to.href.clone())
        .child(bdi().attr("dir", "ltr").child(inside))
        .into_any()
}

/// What there is to know about the links of a line, below it.
fn warnings(app: App, line: &Line) -> Vec<AnyView> {
    let caution = |part: &Span| match &part.kind {
        Kind::Link(to) => to.caution.clone(),
        Kind::Words | Kind::Code | Kind::Mention => None,
    };
    line.spans
        .iter()
        .filter_map(caution)
        .map(|caution| {
            div()
                .class("link-warning")
                .attr("data-part", "link-care")
                .child((
                    parts::icon(Icon::Alert),
                    span().child(warning(app, &caution)),
                ))
                .into_any()
        })
        .collect()
}

fn warning(app: App, caution: &Caution) -> String {
    match caution {
        Caution::Imitates(like) => app
            .words
            .with("link-imitates", &[("host", like.clone().into())]),
        Caution::Mixed => app.words.text("link-mixed"),
        Caution::Disguised => app.words.text("link-disguised"),
    }
}

/// One line of a text around what a search found in it.
pub(crate) fn excerpt(text: &str, marks: &[(u32, u32)], graphemes: usize) -> AnyView {
    let pieces: Vec<AnyView> = hudhud_text::excerpt(text, marks, graphemes)
        .into_iter()
        .map(|Piece { text, marked }| {
            if marked {
                mark().child(text).into_any()
            } else {
                text.into_any()
            }
        })
        .collect();
    bdi().child(pieces).into_any()
}
