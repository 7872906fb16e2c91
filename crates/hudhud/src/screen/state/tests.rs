//! What is pressed, heard and told, and what is wished for.

use hudhud_base::{AccountId, Timestamp};
use hudhud_client::Heard;
use hudhud_dialogue::{ConversationKind, Event, MemberView, MessageState, Person, Window};

use super::*;
use crate::arguments::Language;
use crate::screen::draw::draw;
use crate::screen::editor::Step;
use crate::screen::keys::{Edit, Key, Shortcut};
use crate::screen::log::More;
use crate::screen::samples::{conversation, message, open, opened, person, state, window};
use crate::screen::traffic::Told;

const HERE: ConversationId = ConversationId(1);

fn typed(state: &mut State, text: &str) {
    for c in text.chars() {
        state.pressed(Key::Char(c));
    }
}

/// What was told to the device since the last time, looks apart.
fn commands(state: &mut State) -> Vec<Command> {
    let mut found = Vec::new();
    for wish in state.wishes() {
        if let Wish::Do(command) = wish
            && !matches!(command, Command::Typing { .. })
        {
            found.push(command);
        }
    }
    found
}

fn said(body: &str, reply_to: Option<i64>) -> Command {
    Command::Send {
        conversation: HERE,
        body: body.to_owned(),
        reply_to: reply_to.map(MessageRow),
    }
}

fn own(id: i64, body: &str) -> hudhud_dialogue::MessageView {
    let mut own = message(id, id * 10, body);
    own.sender = person("amal");
    own.state = MessageState::Sent;
    own
}

fn wide(messages: Vec<hudhud_dialogue::MessageView>) -> State {
    open(Language::En, (80, 24), messages)
}

#[test]
fn what_is_typed_is_sent_and_what_begins_with_a_slash_is_done() {
    let mut state = wide(vec![message(1, 10, "one")]);
    typed(&mut state, "hi");
    state.pressed(Key::Edit(Edit::Break));
    typed(&mut state, "there");
    state.pressed(Key::Enter);
    typed(&mut state, "//quit");
    state.pressed(Key::Enter);
    typed(&mut state, "/pin");
    state.pressed(Key::Enter);
    let pin = Command::Arrange {
        conversation: HERE,
        arrange: hudhud_dialogue::Arrange::Pin(true),
    };
    assert_eq!(
        commands(&mut state),
        [said("hi\nthere", None), said("/quit", None), pin]
    );
    typed(&mut state, "/juggle");
    state.pressed(Key::Enter);
    assert_eq!(commands(&mut state), []);
    assert!(
        state
            .remark
            .as_ref()
            .is_some_and(|remark| remark.contains("/juggle"))
    );
}

#[test]
fn a_chosen_message_is_answered_changed_and_taken_back_after_a_question() {
    let mut state = wide(vec![message(1, 10, "one"), own(2, "two")]);
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Char('r'));
    typed(&mut state, "yes");
    state.pressed(Key::Enter);
    assert_eq!(commands(&mut state), [said("yes", Some(1))]);
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    // The same key on an Arabic keyboard.
    state.pressed(Key::Char('ث'));
    typed(&mut state, "!");
    state.pressed(Key::Enter);
    let edit = Command::Edit {
        message: MessageRow(2),
        body: "two!".to_owned(),
    };
    assert_eq!(commands(&mut state), [edit]);
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Char('d'));
    state.pressed(Key::Escape);
    assert_eq!(commands(&mut state), []);
    state.pressed(Key::Char('d'));
    state.pressed(Key::Char('y'));
    let delete = Command::Delete {
        message: MessageRow(2),
    };
    assert_eq!(commands(&mut state), [delete]);
    // Those of others cannot be.
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Char('d'));
    assert!(state.over.is_none());
    state.pressed(Key::Char('+'));
    state.pressed(Key::Char('1'));
    let react = Command::React {
        message: MessageRow(1),
        emoji: "👍".to_owned(),
    };
    assert_eq!(commands(&mut state), [react]);
}

#[test]
fn a_chosen_message_is_forwarded_to_whom_the_line_names() {
    let mut state = wide(vec![message(1, 10, "one")]);
    let mut club = conversation(2);
    (club.kind, club.peer, club.title) = (ConversationKind::Group, None, "Book club".to_owned());
    state.told(Told::List(vec![club, conversation(1)], true));
    state.pressed(Key::Shortcut(Shortcut::ChooseUp));
    state.pressed(Key::Char('f'));
    typed(&mut state, "book");
    state.pressed(Key::Enter);
    let forward = |to| Command::Forward {
        message: MessageRow(1),
        to: ConversationId(to),
        named: true,
    };
    assert_eq!(commands(&mut state), [forward(2)]);
    typed(&mut state, "/forward 1 @basim");
    state.pressed(Key::Enter);
    assert_eq!(commands(&mut state), [forward(1)]);
    for nowhere in ["/forward 1 nobody", "/forward 1", "/forward book"] {
        typed(&mut state, nowhere);
        state.pressed(Key::Enter);
        assert_eq!(commands(&mut state), []);
        assert!(state.remark.is_some(), "{nowhere}");
    }
}

#[test]
fn up_in_an_empty_line_changes_the_last_own_message() {
    let mut state = wide(vec![own(1, "one"), message(2, 20, "two")]);
    state.pressed(Key::Up);
    state.pressed(Key::Edit(Edit::Go(Step::LineEnd)));
    typed(&mut state, "!");
    state.pressed(Key::Enter);
    let edit = Command::Edit {
        message: MessageRow(1),
        body: "one!".to_owned(),
    };
    assert_eq!(commands(&mut state), [edit]);
}

#[test]
fn what_means_nothing_is_sent_with_backslashes_and_changed_without() {
    let mut state = wide(vec![own(1, r"2\*3 **so**")]);
    typed(&mut state, "a*b*c");
    state.pressed(Key::Enter);
    assert_eq!(commands(&mut state), [said(r"a\*b\*c", None)]);
    state.pressed(Key::Up);
    assert_eq!(
        state
            .talk
            .as_ref()
            .map(|talk| talk.editor.text().to_owned()),
        Some("2*3 **so**".to_owned())
    );
}

#[test]
fn what_comes_during_a_look_is_looked_at_together_after_it() {
    let mut state = wide(vec![message(1, 10, "one")]);
    let came = |id| {
        Heard::Event(Event::Message {
            conversation: HERE,
            message: MessageRow(id),
        })
    };
    state.heard(came(2));
    let looks = [
        Wish::Conversations(vec![HERE]),
        Wish::Messages(vec![MessageRow(2)]),
    ];
    assert_eq!(state.wishes(), looks);
    state.heard(came(3));
    state.heard(came(4));
    assert_eq!(state.wishes(), []);
    state.told(Told::Messages(
        vec![MessageRow(2)],
        vec![message(2, 20, "two")],
    ));
    assert_eq!(
        state.wishes(),
        [Wish::Messages(vec![MessageRow(3), MessageRow(4)])]
    );
    assert!(draw(&state).text().contains("│ two"));
}

#[test]
fn a_receipt_is_seen_on_all_messages_that_it_is_about() {
    let mut state = wide(vec![own(1, "one"), own(2, "two")]);
    state.heard(Heard::Event(Event::Conversation(HERE)));
    assert!(state.wishes().contains(&Wish::States(HERE, 10, 20)));
    let read = |id| (MessageRow(id), MessageState::Read);
    state.told(Told::States(vec![read(1), read(2), read(99)]));
    let text = draw(&state).text();
    assert!(
        text.contains("│ one ✓✓") && text.contains("│ two ✓✓"),
        "{text}"
    );
}

#[test]
fn messages_count_as_read_when_their_end_is_in_sight() {
    let many: Vec<_> = (1..=60).map(|id| message(id, id * 10, "text")).collect();
    let mut state = wide(many);
    state.scroll(20);
    let mut unread = conversation(1);
    unread.unread = 3;
    state.told(Told::Conversations(vec![HERE], vec![unread]));
    assert_eq!(commands(&mut state), []);
    state.pressed(Key::Shortcut(Shortcut::Newest));
    let read = Command::MarkRead {
        conversation: HERE,
        last: MessageRow(60),
    };
    assert_eq!(commands(&mut state), [read]);
    state.settle();
    assert_eq!(commands(&mut state), [], "it was said");
}

#[test]
fn what_is_half_written_is_kept_when_another_conversation_is_opened() {
    let mut state = wide(vec![message(1, 10, "one")]);
    state.told(Told::List(vec![conversation(2)], true));
    typed(&mut state, "half");
    state.pressed(Key::Shortcut(Shortcut::Next));
    let draft = Command::Draft {
        conversation: HERE,
        text: "half".to_owned(),
    };
    assert_eq!(commands(&mut state), [draft]);
}

#[test]
fn a_request_shows_nothing_and_is_accepted_or_declined() {
    let mut request = conversation(1);
    request.state = ConversationState::Request;
    request.inviter = Some(person("dalia"));
    for (key, command) in [
        ('a', Command::Accept { conversation: HERE }),
        ('d', Command::Decline { conversation: HERE }),
    ] {
        let mut state = state(Language::En, (80, 24), vec![request.clone()]);
        state.pressed(Key::Enter);
        state.told(opened(window(&[])));
        assert!(draw(&state).text().contains("@dalia wants to write to you"));
        assert_eq!(commands(&mut state), []);
        typed(&mut state, "x");
        state.pressed(Key::Char(key));
        assert_eq!(commands(&mut state), [command]);
    }
}

#[test]
fn names_and_commands_are_completed_one_after_the_other() {
    let mut state = wide(vec![message(1, 10, "one")]);
    let member = |name| MemberView {
        person: person(name),
        admin: false,
    };
    let members = ["basma", "amal", "carol"].map(member).to_vec();
    state.told(Told::Members(HERE, members));
    let written = |state: &State| {
        state
            .talk
            .as_ref()
            .map(|talk| talk.editor.text().to_owned())
    };
    typed(&mut state, "ask @ba");
    state.pressed(Key::Tab);
    assert_eq!(written(&state).as_deref(), Some("ask @basma "));
    state.pressed(Key::Tab);
    assert_eq!(written(&state).as_deref(), Some("ask @basim "));
    state.pressed(Key::Edit(Edit::Erase(Step::LineStart)));
    typed(&mut state, "/gr");
    state.pressed(Key::Tab);
    typed(&mut state, "Book club @dalia");
    state.pressed(Key::Enter);
    let group = Command::CreateGroup {
        title: "Book club".to_owned(),
        members: vec![Person::Name {
            name: "dalia".to_owned(),
            host: "https://example.org".to_owned(),
        }],
    };
    assert_eq!(commands(&mut state), [group]);
}

#[test]
fn older_messages_are_asked_for_before_the_top_is_reached() {
    let mut shown = window(&(1..=40).collect::<Vec<_>>());
    shown.from_start = false;
    let mut state = state(Language::En, (80, 24), vec![conversation(1)]);
    state.pressed(Key::Enter);
    state.told(opened(shown));
    let more = More::Earlier(10);
    assert!(state.wishes().contains(&Wish::More(HERE, more)));
    state.pressed(Key::Shortcut(Shortcut::PageUp));
    assert_eq!(state.wishes(), [], "it is on its way");
    let before = draw(&state).text();
    let older: Vec<_> = (-50..=0).map(|id| message(id, id * 10, "older")).collect();
    let older = Window {
        messages: older,
        ..window(&[])
    };
    state.told(Told::More(more, older));
    assert_eq!(draw(&state).text(), before, "nothing moves");
}

#[test]
fn finding_leads_to_conversations_people_and_messages() {
    let mut state = wide(vec![message(1, 10, "one")]);
    let mut club = conversation(2);
    (club.kind, club.peer, club.title) = (ConversationKind::Group, None, "Book club".to_owned());
    state.told(Told::List(vec![club], true));
    state.pressed(Key::Shortcut(Shortcut::Find));
    typed(&mut state, "bo");
    typed(&mut state, "ok");
    assert_eq!(
        state.wishes().last(),
        Some(&Wish::Find("book".to_owned(), 4))
    );
    let hit = |id, text: &str| hudhud_dialogue::HitView {
        message: message(id, id * 10, text),
        place: "@basim".to_owned(),
        highlights: vec![(2, 6)],
    };
    state.told(Told::Found(3, vec![hit(8, "of an older search")]));
    state.told(Told::Found(4, vec![hit(7, "a book")]));
    let text = draw(&state).text();
    assert!(
        text.contains("Book club") && text.contains("a book"),
        "{text}"
    );
    assert!(!text.contains("older search"), "{text}");
    state.pressed(Key::Down);
    state.pressed(Key::Enter);
    let round = Wish::Open(HERE, Some(MessageRow(7)));
    assert!(state.wishes().contains(&round));
    state.pressed(Key::Shortcut(Shortcut::Find));
    typed(&mut state, "@dalia");
    assert!(draw(&state).text().contains("write to @dalia"));
    state.pressed(Key::Enter);
    assert!(matches!(state.wishes().last(), Some(Wish::Begin(_))));
}

#[test]
fn a_click_opens_a_conversation_or_chooses_a_message_at_the_side_where_it_is() {
    for language in [Language::En, Language::Ar] {
        let mut state = open(
            language,
            (80, 24),
            vec![message(1, 10, "one"), message(2, 20, "two")],
        );
        let layout = state.layout();
        assert_eq!(layout.list.x > layout.log.x, language == Language::Ar);
        state.clicked(layout.log.x + 5, layout.log.y + layout.log.rows - 1);
        assert_eq!(
            state.talk.as_ref().and_then(|talk| talk.chosen),
            Some(MessageRow(2))
        );
        state.told(Told::List(vec![conversation(9)], true));
        state.clicked(layout.list.x + 1, layout.list.y);
        assert_eq!(state.list.chosen(), Some(ConversationId(9)));
    }
}

#[test]
fn who_writes_is_shown_until_they_have_said_it_or_some_time_has_passed() {
    let mut state = wide(vec![message(1, 10, "one")]);
    let basim = person("basim");
    let member = MemberView {
        person: basim.clone(),
        admin: false,
    };
    state.told(Told::Members(HERE, vec![member]));
    let writes = Heard::Event(Event::Typing {
        conversation: HERE,
        account: basim.account,
    });
    let shows = |state: &State| draw(state).text().contains("@basim is writing");
    state.heard(writes.clone());
    assert!(shows(&state));
    state.told(Told::Messages(
        vec![MessageRow(2)],
        vec![message(2, 20, "two")],
    ));
    assert!(!shows(&state));
    state.heard(writes);
    let later = Timestamp(state.look.now.0 + 7_000);
    assert!(state.tick(later));
    assert!(!shows(&state));
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }
}

const HOSTILE: [&str; 6] = [
    "ok\u{1b}[2J\u{9b}31m\u{7}",
    "\u{202e}txet desrever\u{2066}",
    "صباح الخير يا أمل، كيف الحال؟ (نعم)",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 漢字 z\u{335}\u{335}\u{335}",
    "a\nb\r\nc\u{2028}d\u{85}e",
    "",
];

const KEYS: [Key; 26] = [
    Key::Enter,
    Key::Tab,
    Key::Escape,
    Key::Up,
    Key::Down,
    Key::Shortcut(Shortcut::PageUp),
    Key::Shortcut(Shortcut::PageDown),
    Key::Shortcut(Shortcut::ChooseUp),
    Key::Shortcut(Shortcut::ChooseDown),
    Key::Shortcut(Shortcut::Newest),
    Key::Shortcut(Shortcut::Next),
    Key::Shortcut(Shortcut::Previous),
    Key::Shortcut(Shortcut::Find),
    Key::Shortcut(Shortcut::Details),
    Key::Shortcut(Shortcut::Help),
    Key::Edit(Edit::Break),
    Key::Edit(Edit::Go(Step::WordBack)),
    Key::Edit(Edit::Go(Step::Forth)),
    Key::Edit(Edit::Erase(Step::Back)),
    Key::Char('r'),
    Key::Char('+'),
    Key::Char('1'),
    Key::Char('ش'),
    Key::Char('/'),
    Key::Char('@'),
    Key::Char('e'),
];

const SIZES: [(usize, usize); 7] = [
    (80, 24),
    (20, 10),
    (200, 60),
    (1, 1),
    (0, 0),
    (3, 2),
    (61, 5),
];

/// Something that may happen at any time.
fn happen(state: &mut State, numbers: &mut Numbers, id: i64) {
    let text = HOSTILE[numbers.next(HOSTILE.len())];
    match numbers.next(12) {
        0 => {
            let (columns, rows) = SIZES[numbers.next(SIZES.len())];
            state.resized(columns, rows);
        }
        1 => {
            let mut new = message(id, id * 10, text);
            new.sender.account = AccountId([u8::try_from(numbers.next(2)).unwrap_or(0); 32]);
            state.told(Told::Messages(vec![new.id], vec![new]));
        }
        2 => {
            let mut other = conversation(i64::try_from(numbers.next(4)).unwrap_or(0) + 1);
            other.title = text.to_owned();
            other.kind = ConversationKind::Group;
            let shown = Window {
                conversation: other.id,
                ..window(&[])
            };
            state.told(Told::Conversations(vec![other.id], vec![other]));
            state.told(opened(shown));
        }
        3 => state.pasted(text),
        4 => state.clicked(numbers.next(90), numbers.next(30)),
        5 => state.wheeled(numbers.next(90), numbers.next(30), 1),
        _ => state.pressed(KEYS[numbers.next(KEYS.len())]),
    }
}

#[test]
fn no_key_no_size_and_no_text_brings_it_down_or_gets_out_of_its_place() {
    for seed in 0..10 {
        let mut numbers = Numbers(seed);
        let language = if seed % 2 == 0 {
            Language::En
        } else {
            Language::Ar
        };
        let mut state = open(language, (80, 24), vec![own(1, HOSTILE[2])]);
        for step in 0..120 {
            happen(&mut state, &mut numbers, step + 2);
            state.wishes();
            let text = draw(&state).text();
            let obeyed = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(obeyed), "{text:?}");
            assert!(!text.contains(['\u{202e}', '\u{2066}']), "{text:?}");
        }
    }
}

#[test]
fn others_are_told_that_somebody_writes_to_them_and_not_of_a_command() {
    for (written, is_told) in [("hello", true), ("/help", false)] {
        let mut state = wide(vec![message(1, 10, "one")]);
        typed(&mut state, written);
        let wishes = state.wishes();
        let told = wishes
            .iter()
            .any(|wish| matches!(wish, Wish::Do(Command::Typing { .. })));
        assert_eq!(told, is_told, "{written}");
    }
}
