//! Messages as rows: what is seen of them, and scrolling through them.

use hudhud_base::Timestamp;
use hudhud_dialogue::{
    About, AttachmentKind, AttachmentState, AttachmentView, ForwardedView, Moved, Notice,
    PersonView, ReactionView,
};

use super::*;
use crate::arguments::Language;
use crate::screen::cell::{Area, Grid};
use crate::screen::pen::Pen;
use crate::screen::samples::{look, message, person, window};
use crate::show;
use crate::ui::Ui;

/// What is seen of these messages.
fn seen(language: Language, messages: Vec<MessageView>, columns: usize) -> String {
    let mut shown = window(&[]);
    shown.messages = messages;
    text(language, &Log::new(shown), columns)
}

fn text(language: Language, log: &Log, columns: usize) -> String {
    let look = look(language);
    let sheet = Sheet {
        look: &look,
        log,
        columns,
    };
    let rows = sheet.rows(100);
    let mut grid = Grid::new(columns, rows.len());
    let area = Area {
        columns,
        rows: rows.len(),
        ..Area::default()
    };
    let mut pen = Pen::new(&mut grid, &look, area);
    for (index, row) in rows.iter().enumerate() {
        pen.row(index, row);
    }
    grid.text()
}

#[test]
fn a_conversation_has_days_names_quotes_ticks_reactions_and_lines_that_nobody_wrote() {
    let mut own = message(2, 20, "I will come,\nwith the book");
    own.sender = person("amal");
    own.state = MessageState::Delivered;
    own.edited = true;
    own.reply_to = Some(QuoteView::Known {
        id: MessageRow(1),
        sender: person("basim"),
        body: "Thursday?".to_owned(),
        attached: None,
    });
    own.reactions = vec![ReactionView {
        emoji: "👍".to_owned(),
        people: vec![person("basim")],
        own: false,
    }];
    let mut notice = message(3, 30, "");
    notice.notice = Some(Notice::Added(vec![person("dalia")]));
    let mut deleted = message(4, 40, "");
    deleted.deleted = true;
    let mut older = message(0, 5, "so?");
    older.sent.0 -= 86_400_000;
    let shown = seen(
        Language::En,
        vec![older, message(1, 10, "Thursday?"), own, notice, deleted],
        34,
    );
    assert_eq!(
        shown,
        "─────────── Yesterday ────────────
@basim  12:00
│ so?
───────────── Today ──────────────
@basim  12:00
│ Thursday?
you  12:00
│ ┌ in reply to @basim: Thursday?
│ I will come,
│ with the book (edited) ✓✓
│ 👍 @basim
• @basim added @dalia
@basim  12:00
│ message deleted"
    );
}

#[test]
fn a_forward_says_whose_it_was_and_that_it_was_passed_on_often() {
    let forwarded = |name: &str, times| ForwardedView {
        name: name.to_owned(),
        sent: Timestamp(0),
        times,
    };
    let mut often = message(1, 10, "it rains");
    often.forwarded = Some(forwarded("Lay\u{202e}la", 5));
    let mut nameless = message(2, 20, "it snows");
    nameless.forwarded = Some(forwarded("", 4));
    let shown = seen(Language::En, vec![often, nameless], 60);
    let rows: Vec<&str> = shown.lines().collect();
    assert!(
        rows[2].starts_with("│ ┌ forwarded from Lay\u{fffd}la, "),
        "{shown}"
    );
    assert!(rows[2].ends_with(", many times"), "{shown}");
    assert_eq!(rows[3], "│ it rains");
    assert!(rows[4].starts_with("│ ┌ forwarded, "), "{shown}");
    assert!(!rows[4].contains("many"), "{shown}");
}

#[test]
fn in_arabic_everything_begins_at_the_right_and_english_keeps_its_way() {
    let mut own = message(2, 20, "hello, all of you there");
    own.sender = person("amal");
    own.state = MessageState::Read;
    let shown = seen(Language::Ar, vec![message(1, 10, "אבג דה"), own], 20);
    let rows: Vec<&str> = shown.lines().collect();
    assert_eq!(rows[1], "       12:00  @basim");
    assert_eq!(rows[2], "            הד גבא │");
    assert!(
        rows.iter()
            .any(|row| row.ends_with(" │") && row.contains("hello, all of")),
        "{shown}"
    );
    assert!(rows.iter().any(|row| row.contains("✓✓ ")), "{shown}");
}

#[test]
fn hebrew_and_arabic_lines_in_english_begin_below_each_other_at_their_own_side() {
    let shown = seen(Language::En, vec![message(1, 10, "אבגדה\nאב")], 30);
    assert!(shown.ends_with("│ הדגבא\n│    בא"), "{shown}");
}

#[test]
fn nothing_that_somebody_wrote_begins_a_row_at_any_width() {
    let forged = format!(
        "ok{}@carol  18:00\n@carol  18:00\n│ yes\r@carol\u{2028}── Today ──\u{1b}[2K\u{202e}",
        " ".repeat(40)
    );
    for columns in [3, 20, 80, 200] {
        for language in [Language::En, Language::Ar] {
            let shown = seen(language, vec![message(1, 10, &forged)], columns);
            let is_ours = |row: &&str| row.contains('│');
            let others: Vec<&str> = shown.lines().filter(|row| !is_ours(row)).collect();
            assert_eq!(others.len(), 2, "{columns} {shown}");
            for row in shown.lines().filter(is_ours) {
                let bar = match language {
                    Language::En => row.starts_with('│'),
                    Language::Ar => row.ends_with('│'),
                };
                assert!(bar, "{columns} {shown}");
                assert!(!row.chars().any(char::is_control), "{shown:?}");
            }
        }
    }
}

#[test]
fn who_scrolls_back_and_forth_by_rows_sees_each_row_once() {
    let look = look(Language::En);
    let mut log = Log::new(window(&(1..=30).collect::<Vec<_>>()));
    let height = 7;
    let text = |log: &Log| {
        let sheet = Sheet {
            look: &look,
            log,
            columns: 20,
        };
        let rows = sheet.rows(height);
        rows.iter()
            .map(|row| format!("{:?}", row.fields))
            .collect::<Vec<_>>()
    };
    let mut before = text(&log);
    let mut steps = 0;
    loop {
        let sheet = Sheet {
            look: &look,
            log: &log,
            columns: 20,
        };
        let next = sheet.scrolled(1, height);
        if next == log.anchor {
            break;
        }
        log.anchor = next;
        let now = text(&log);
        assert_eq!(now.len(), height);
        assert_eq!(now[1..], before[..height - 1]);
        before = now;
        steps += 1;
    }
    // A day, a name, and a row for each message.
    assert_eq!(steps, 32 - height);
    let sheet = Sheet {
        look: &look,
        log: &log,
        columns: 20,
    };
    assert_eq!(sheet.scrolled(-1000, height), Anchor::Newest);
}

#[test]
fn a_message_that_is_chosen_comes_into_sight() {
    let look = look(Language::En);
    let mut log = Log::new(window(&(1..=30).collect::<Vec<_>>()));
    for wanted in [5, 30, 17, 1] {
        let sheet = Sheet {
            look: &look,
            log: &log,
            columns: 20,
        };
        let anchor = sheet.showing(MessageRow(wanted), 6);
        log.anchor = anchor;
        let sheet = Sheet {
            look: &look,
            log: &log,
            columns: 20,
        };
        let rows = sheet.rows(6);
        assert!(
            rows.iter()
                .any(|row| row.message == Some(MessageRow(wanted)))
        );
    }
}

#[test]
fn whose_word_stands_against_the_host_is_said() {
    let mut theirs = message(1, 10, "");
    theirs.notice = Some(Notice::Disagreed);
    let mut own = theirs.clone();
    own.sender = person("amal");
    for language in [Language::En, Language::Ar] {
        let names =
            |message: &MessageView| seen(language, vec![message.clone()], 300).contains("@basim");
        assert!(names(&theirs) && !names(&own));
    }
}

#[test]
fn what_is_attached_says_how_far_it_has_come_while_it_is_on_its_way() {
    let mut own = message(2, 20, "look");
    own.attached = vec![AttachmentView {
        part: 0,
        about: About {
            kind: AttachmentKind::File,
            media_type: String::new(),
            name: "plan.pdf".to_owned(),
            description: String::new(),
            size_in_dots: None,
            thumbhash: Vec::new(),
        },
        bytes: 3_000,
        state: AttachmentState::Leaving,
    }];
    let mut whole = own.clone();
    whole.attached[0].state = AttachmentState::Here;
    for (message, is_said) in [(own, true), (whole, false)] {
        let mut shown = window(&[]);
        shown.messages = vec![message];
        let mut log = Log::new(shown);
        log.put_moved(Moved {
            message: MessageRow(2),
            part: 0,
            percent: 40,
        });
        assert_eq!(text(Language::En, &log, 78).contains("40%"), is_said);
    }
}

#[test]
fn somebody_on_another_host_is_not_shown_as_one_of_this() {
    let stranger = PersonView {
        host: "https://elsewhere.example".to_owned(),
        foreign: true,
        ..person("admin")
    };
    let shown = show::person(&Ui::plain(Language::En), &stranger);
    assert_eq!(shown, "@admin@elsewhere.example");
}
