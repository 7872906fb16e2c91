//! The words of a message as elements: lines with directions of their own, quotes, blocks of code.
//! What is safe to be shown is decided in `hudhud-text`.

use crate::html::{bdi, blockquote, button, code, div, mark, p, pre, span};
use hudhud_dialogue::MessageView;
use hudhud_text::{Body, Direction, Extent, Kind, Line, LineKind, Piece, Span};
use leptos::ev;
use leptos::prelude::*;

use super::open::Open;
use super::spans;
use crate::parts::{self, Icon};
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
pub(super) fn view(open: Open, words: &Words, whole: RwSignal<bool>, foot: AnyView) -> AnyView {
    let app = open.app;
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
    let body = hudhud_text::body(&text, extent);
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
        .child((lines(open, &body, foot), more))
        .into_any()
}

/// What stands in place of the words of a message that was taken back or that this version cannot
/// show.
fn instead(text: Signal<String>, foot: AnyView) -> AnyView {
    p().class("body instead").child((text, foot)).into_any()
}

/// Lines; code lines that follow each other stand in one block, and so do quoted ones.
fn lines(open: Open, body: &Body, foot: AnyView) -> Vec<AnyView> {
    let mut views = Vec::with_capacity(body.lines.len() + 1);
    let mut left = body.lines.len();
    let mut foot = Some(foot);
    let together = |one: &Line, next: &Line| one.kind == next.kind && one.quoted == next.quoted;
    for group in body.lines.chunk_by(together) {
        left = left.saturating_sub(group.len());
        let Some(first) = group.first() else {
            continue;
        };
        if first.kind == LineKind::Code {
            views.push(code_block(open, group));
            continue;
        }
        let may_end = left == 0 && first.quoted == 0 && !body.more && body.large.is_none();
        let mut inside = Vec::with_capacity(group.len());
        for (index, line) in group.iter().enumerate() {
            let ends = may_end && index + 1 == group.len();
            let foot = if ends { foot.take() } else { None };
            let way = way(open.app, body, line);
            inside.push(
                div()
                    .class("line")
                    .attr("dir", way)
                    .child((spans::views(open, &line.spans), foot))
                    .into_any(),
            );
            inside.extend(warnings(open.app, line));
        }
        if first.quoted == 0 {
            views.extend(inside);
        } else {
            views.push(
                blockquote()
                    .class("quoted")
                    .attr("data-depth", first.quoted.to_string())
                    .attr("dir", way(open.app, body, first))
                    .child(inside)
                    .into_any(),
            );
        }
    }
    if let Some(foot) = foot {
        views.push(div().class("line foot-line").child(foot).into_any());
    }
    views
}

/// Which way a line runs: as its words, else as the others, else as the interface.
fn way(app: App, body: &Body, line: &Line) -> &'static str {
    let reading = match app.words.language() {
        Language::English => Direction::LeftToRight,
        Language::Arabic => Direction::RightToLeft,
    };
    let own = [line.direction, body.direction]
        .into_iter()
        .find(|direction| *direction != Direction::Neutral)
        .unwrap_or(reading);
    match own {
        Direction::RightToLeft => "rtl",
        Direction::LeftToRight | Direction::Neutral => "ltr",
    }
}

fn code_block(open: Open, lines: &[Line]) -> AnyView {
    let mut inside = Vec::new();
    for line in lines {
        if !inside.is_empty() {
            inside.push("\n".into_any());
        }
        inside.extend(spans::views(open, &line.spans));
    }
    pre()
        .class("code-block")
        .attr("dir", "ltr")
        .child(code().child(inside))
        .into_any()
}

/// What there is to know about the links of a line, below it.
fn warnings(app: App, line: &Line) -> Vec<AnyView> {
    let caution = |part: &Span| match &part.kind {
        Kind::Link(to) => to.caution.clone(),
        // Whoever asks for it is told before it is left for.
        Kind::Words | Kind::Code | Kind::Mention | Kind::Named(_) => None,
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
                    span().child(spans::warning(app, &caution)),
                ))
                .into_any()
        })
        .collect()
}

/// One line of a message around what a search found in it.
pub(crate) fn excerpt(body: &str, marks: &[(u32, u32)], graphemes: usize) -> AnyView {
    let text = hudhud_text::plain(body);
    let pieces: Vec<AnyView> = hudhud_text::excerpt(&text, marks, graphemes)
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
