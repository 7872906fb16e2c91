//! `chat` on a terminal: the whole screen, used as a person does.

use rustix::process::Signal;

use super::host::Host;
use super::person::{Person, two_who_talk};
use super::pty::Screen;

#[test]
fn one_writes_on_a_whole_screen_and_the_other_line_by_line() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let mut screen = Screen::start(&amal, (80, 24), &["chat", "@basim"]);
    screen.until_shown("Write a message");
    screen.until_shown("│ first");
    screen.press("good morning\r");
    screen.until_shown("│ good morning ✓");
    let said = basim
        .pipe(&["chat", "@amal"], "and to you\u{202e}!\n/quit\n")
        .ok();
    assert!(said.bodies().contains(&"good morning"));
    screen.until(|shown| shown.contains("│ and to you") && !shown.contains('\u{202e}'));
    // That it was read leaves with the next command.
    basim.run(&["history", "@amal"]).ok();
    screen.until_shown("│ good morning ✓✓");
    screen.resize(20, 10);
    screen.until(|shown| shown.contains("and to you") && !shown.contains("Ctrl-K"));
    screen.press("صباح الخير\r");
    basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"صباح الخير")
    });
    screen.press("\u{11}");
    assert_eq!(screen.ended().code(), Some(0));
}

#[test]
fn a_request_is_accepted_on_a_screen_in_arabic() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    let mut screen = Screen::start(&basim, (80, 24), &["--lang", "ar", "chat"]);
    screen.until_shown("Ctrl-K");
    amal.run(&["send", "@basim", "hello from amal"]).ok();
    screen.until_shown("@amal");
    screen.press("\r");
    screen.press("a");
    screen.until_shown("hello from amal");
    screen.press("/quit\r");
    assert_eq!(screen.ended().code(), Some(0));
}

#[test]
fn a_terminal_is_given_back_also_when_the_program_is_told_to_end() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    let mut screen = Screen::start(&amal, (80, 24), &["chat", "@basim"]);
    screen.until_shown("Write a message");
    screen.press("half of a");
    screen.until_shown("half of a");
    screen.signal(Signal::TERM);
    assert_eq!(screen.ended().code(), Some(0));
    // And what was being written is kept.
    let run = amal.run(&["--offline", "conversations"]).ok();
    assert_eq!(run.objects[0]["draft"], "half of a");
}

#[test]
fn somebody_is_found_by_name_and_written_to() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let basim = Person::sign_up(&host, "basim");
    let mut screen = Screen::start(&amal, (80, 24), &["chat"]);
    screen.until_shown("Ctrl-K");
    screen.press("\u{b}");
    screen.until_shown("Find:");
    screen.press("@basim");
    screen.until_shown("write to @basim");
    screen.press("\r");
    screen.until_shown("Write a message");
    screen.press("hello\r");
    screen.until_shown("│ hello ✓");
    screen.press("\u{3}");
    assert_eq!(screen.ended().code(), Some(0));
    basim.accept_request();
    assert_eq!(basim.run(&["history", "@amal"]).ok().bodies(), ["hello"]);
}
