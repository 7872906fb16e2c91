//! Whole screens, as text.

use hudhud_base::Timestamp;
use hudhud_client::Heard;
use hudhud_dialogue::{ConversationKind, ConversationState, Event, MessageState};

use super::*;
use crate::arguments::Language;
use crate::screen::keys::Key;
use crate::screen::samples::{conversation, message, open, person, state};

fn group(id: i64, title: &str) -> hudhud_dialogue::ConversationView {
    let mut group = conversation(id);
    group.kind = ConversationKind::Group;
    group.peer = None;
    group.title = title.to_owned();
    group
}

fn messages() -> Vec<hudhud_dialogue::MessageView> {
    let mut own = message(2, 20, "I will come");
    own.sender = person("amal");
    own.state = MessageState::Read;
    vec![
        message(1, 10, "Thursday at five?"),
        own,
        message(3, 30, "صباح الخير"),
    ]
}

#[test]
fn the_list_says_what_is_unread_what_asks_and_what_was_said_last() {
    let mut request = conversation(4);
    request.state = ConversationState::Request;
    request.inviter = Some(person("dalia"));
    request.peer = None;
    let mut unread = group(3, "Book club");
    unread.unread = 12;
    unread.last = Some(message(9, 90, "page 40?"));
    let mut draft = conversation(2);
    draft.draft = "half of a".to_owned();
    draft.last_activity = Timestamp(1);
    let state = state(Language::En, (80, 12), vec![request, unread, draft]);
    let text = draw(&state).text();
    assert!(text.starts_with(
        "\
@dalia                    │
  request                 │
Book club             (12)│
  @basim: page 40?        │
@basim                    │
  draft: half of a        │ Choose a conversation: Enter opens it.
"
    ));
    assert!(text.ends_with("Ctrl-Q: quit                   12 unread"));
}

#[test]
fn whom_their_host_keeps_out_reads_so_at_the_bottom_until_they_are_let_in() {
    let mut state = state(Language::En, (80, 12), Vec::new());
    state.heard(Heard::Event(Event::Access(Access::Suspended)));
    let said = state.remark.take().unwrap();
    assert!(said.contains("has suspended your account"), "{said}");
    let text = draw(&state).text();
    assert!(text.ends_with("account suspended"), "{text}");
    state.heard(Heard::Event(Event::Access(Access::Open)));
    assert!(!draw(&state).text().contains("account suspended"));
}

#[test]
fn a_conversation_stands_beside_the_list_and_what_is_written_below_it() {
    let mut state = open(Language::En, (80, 14), messages());
    for c in "hello, wor".chars() {
        state.pressed(Key::Char(c));
    }
    assert_eq!(
        draw(&state).text(),
        "\
@basim               12:00│ @basim
  @basim: ﺮﻴﺨﻟﺍ ﺡﺎﺒﺻ      │
                          │
                          │
                          │
                          │ ────────────────────── Today ───────────────────────
                          │ @basim  12:00
                          │ │ Thursday at five?
                          │ you  12:00
                          │ │ I will come ✓✓
                          │ @basim  12:00
                          │ │ ﺮﻴﺨﻟﺍ ﺡﺎﺒﺻ
                          │ > hello, wor
Enter: send   Tab: list   Ctrl-K: find   F1: keys"
    );
}

#[test]
fn in_arabic_the_screen_begins_at_the_right() {
    let state = open(Language::Ar, (80, 14), messages());
    assert_eq!(
        format!("\n{}", draw(&state).text()),
        "
                                              @basim │12:00               @basim
                                                     │      ﺮﻴﺨﻟﺍ ﺡﺎﺒﺻ :@basim
                                                     │
                                                     │
                                                     │
─────────────────────── ﻡﻮﻴﻟﺍ ────────────────────── │
                                       12:00  @basim │
                                 Thursday at five? │ │
                                          12:00  ﺖﻧﺃ │
                                    ✓✓ I will come │ │
                                       12:00  @basim │
                                        ﺮﻴﺨﻟﺍ ﺡﺎﺒﺻ │ │
                                        ﺔﻟﺎﺳﺭ ﺐﺘﻛﺍ < │
                        ﺢﻴﺗﺎﻔﻤﻟﺍ :F1   ﺚﺤﺑ :Ctrl-K   ﺔﻤﺋﺎﻘﻟﺍ :Tab   ﻝﺎﺳﺭﺇ :Enter"
    );
}

#[test]
fn in_few_columns_there_is_one_part_at_a_time() {
    let mut state = open(Language::En, (20, 14), messages());
    assert_eq!(
        draw(&state).text(),
        "\
@basim




────── Today ───────
@basim  12:00
│ Thursday at five?
you  12:00
│ I will come ✓✓
@basim  12:00
│ ﺮﻴﺨﻟﺍ ﺡﺎﺒﺻ
> Write a message
Enter: send   Tab:…"
    );
    state.pressed(Key::Escape);
    assert!(draw(&state).text().starts_with("@basim         12:00\n"));
}

#[test]
fn the_manual_shows_what_is_drawn() {
    let mut club = group(3, "Book club");
    club.unread = 2;
    club.last = Some(message(9, 90, "page 40?"));
    let mut request = conversation(4);
    request.state = ConversationState::Request;
    request.inviter = Some(person("dalia"));
    request.peer = None;
    let mut answered = messages();
    answered.truncate(2);
    if let Some(own) = answered.last_mut() {
        own.reply_to = Some(hudhud_dialogue::QuoteView::Known {
            id: hudhud_base::MessageRow(1),
            sender: person("basim"),
            body: "Thursday at five?".to_owned(),
            attached: None,
        });
        own.reactions = vec![hudhud_dialogue::ReactionView {
            emoji: "👍".to_owned(),
            people: vec![person("basim")],
            own: false,
        }];
    }
    let mut state = open(Language::En, (80, 14), answered);
    state.told(crate::screen::traffic::Told::List(
        vec![club, request],
        true,
    ));
    for c in "and bring the b".chars() {
        state.pressed(Key::Char(c));
    }
    let text = draw(&state).text();
    let manual = include_str!("../../../../../docs/use.md");
    assert!(manual.contains(&text), "docs/use.md lacks:\n{text}");
}
