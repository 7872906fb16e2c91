//! The messages shown of a long conversation: pages both ways, what comes meanwhile, and letting go.

use hudhud_base::ConversationId;
use hudhud_dialogue::page::{Ask, Reply};
use hudhud_dialogue::{Command, MessageState, Window};

use super::page::Page;
use super::world::{World, run};

/// Messages of a long conversation.
const MANY: usize = 500;
/// Messages of one that is longer than a window.
const SOME: usize = 130;

fn number(number: usize) -> String {
    format!("number {number}")
}

async fn say(page: &Page, conversation: ConversationId, body: &str) {
    let command = Command::Send {
        conversation,
        body: body.to_owned(),
        reply_to: None,
    };
    page.client.command(command).await.unwrap();
}

/// Amal, who wrote so many messages that basim has and did not read.
async fn long_talk(
    world: &World,
    count: usize,
) -> ((Page, ConversationId), (Page, ConversationId)) {
    let ((amal, at_amal), (basim, at_basim)) = world.two_who_talk().await;
    basim.close().await;
    for each in 1..=count {
        say(&amal, at_amal, &number(each)).await;
    }
    amal.close().await;
    let amal = world.page("amal").await;
    let mut basim = world.page("basim").await;
    basim.last_becomes(at_basim, &number(count)).await;
    ((amal, at_amal), (basim, at_basim))
}

/// That the messages at hand are those from one number to another.
#[track_caller]
fn assert_has(page: &Page, first: usize, last: usize) {
    let bodies = page.bodies();
    let expected: Vec<String> = (first..=last).map(number).collect();
    let bodies: Vec<&str> = bodies.into_iter().filter(|body| *body != "first").collect();
    assert_eq!(bodies, expected);
}

fn last(window: &Window) -> i64 {
    window.messages.last().unwrap().position
}

fn first(window: &Window) -> i64 {
    window.messages.first().unwrap().position
}

#[test]
fn five_hundred_messages_are_read_from_the_first_unread_one_to_both_ends() {
    run(|world| async move {
        let (_amal, (mut basim, here)) = long_talk(&world, MANY).await;
        assert_eq!(basim.list[&here].unread, 501);
        let window = basim.watch(here, None).await;
        assert!(window.from_start && !window.to_end);
        assert_eq!(window.first_unread, Some(basim.message("first").id));
        let mut end = last(&window);
        let mut pages = 1;
        loop {
            let more = basim.later(here, end).await;
            pages += 1;
            assert!(more.messages.len() <= 60);
            if more.to_end {
                break;
            }
            end = last(&more);
        }
        assert!((8..=10).contains(&pages), "{pages}");
        assert_has(&basim, 1, MANY);

        let window = basim
            .watch(here, Some(basim.message("number 250").id))
            .await;
        assert!(!window.from_start && !window.to_end);
        assert_eq!(window.messages.len(), 60);
        let mut begin = first(&window);
        loop {
            let more = basim.earlier(here, begin).await;
            if more.from_start {
                break;
            }
            assert_eq!(more.messages.len(), 60);
            begin = first(&more);
        }
        let newest = last(&window);
        let bodies = basim.bodies();
        assert_eq!(bodies[..3], ["first", "number 1", "number 2"]);
        assert_eq!(basim.in_order().last().unwrap().position, newest);
    });
}

#[test]
fn what_comes_behind_a_window_is_counted_and_found_at_the_end() {
    run(|world| async move {
        let ((amal, at_amal), (mut basim, here)) = long_talk(&world, SOME).await;
        let window = basim.watch(here, None).await;
        assert!(!window.to_end);
        say(&amal, at_amal, "behind").await;
        basim.until(|page| page.below == 1).await;
        say(&amal, at_amal, "further behind").await;
        basim.until(|page| page.below == 2).await;
        basim.last_becomes(here, "further behind").await;
        let last = basim.list[&here].last.as_ref().unwrap().id;
        basim
            .done(Command::MarkRead {
                conversation: here,
                last,
            })
            .await;
        let window = basim.watch(here, None).await;
        assert!(window.to_end && window.first_unread.is_none());
        assert_eq!(basim.bodies()[58..], ["behind", "further behind"]);
        say(&amal, at_amal, "seen at once").await;
        basim.shows("seen at once").await;
        assert_eq!(basim.below, 0);
    });
}

#[test]
fn what_was_let_go_of_is_not_told_and_comes_back_when_it_is_asked_for() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, here)) = long_talk(&world, SOME).await;
        let near = amal.ask(Ask::Search {
            query: "number 110".to_owned(),
            conversation: None,
            before: None,
            limit: 10,
        });
        let Ok(Reply::Hits(hits)) = near.await else {
            panic!("nothing is found");
        };
        assert_eq!(hits.len(), 1);
        assert_eq!(
            (hits[0].place.as_str(), hits[0].message.conversation),
            ("@basim", at_amal)
        );
        assert_eq!(hits[0].highlights, [(0, 6), (7, 10)]);
        let at_end = basim.list[&here].last.as_ref().unwrap().id;
        let window = basim.watch(here, Some(at_end)).await;
        assert!(window.to_end);
        let (begin, end) = (basim.message("number 100"), basim.message("number 120"));
        let (begin, end) = (begin.position, end.position);
        basim.keep(here, begin, end).await;
        for body in ["number 90", "number 110", "number 125"] {
            let message = amal.found(body).await;
            amal.done(Command::Delete { message }).await;
        }
        basim
            .until(|page| page.window.values().any(|message| message.deleted))
            .await;
        say(&amal, at_amal, "after all that").await;
        basim.until(|page| page.below == 1).await;
        assert_eq!(basim.window.len(), 21);
        let more = basim.later(here, end).await;
        assert!(more.to_end);
        assert!(more.messages.iter().any(|message| message.deleted));
        assert_eq!(basim.bodies().last(), Some(&"after all that"));
        say(&amal, at_amal, "and at the end again").await;
        basim.shows("and at the end again").await;
    });
}

#[test]
fn an_own_message_moves_to_its_place_and_a_window_that_is_closed_is_told_nothing() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        amal.watch(at_amal, None).await;
        let id = amal.send(at_amal, "on its way").await;
        amal.shows("on its way").await;
        basim.last_becomes(at_basim, "on its way").await;
        basim.send(at_basim, "after it").await;
        amal.shows("after it").await;
        assert_eq!(amal.bodies(), ["first", "on its way", "after it"]);
        assert!(amal.window[&id].state >= MessageState::Sent);
        amal.done(Ask::Unwatch).await;
        amal.watched = None;
        basim.send(at_basim, "not shown").await;
        amal.last_becomes(at_amal, "not shown").await;
    });
}

#[test]
fn more_of_another_conversation_does_not_disturb_the_one_that_is_shown() {
    run(|world| async move {
        let mut amal = world.person("amal").await;
        let shown = amal.create_group("Shown", &[]).await;
        let other = amal.create_group("Other", &[]).await;
        amal.send(other, "elsewhere").await;
        amal.watch(shown, None).await;
        let ask = Ask::Earlier {
            conversation: other,
            before: i64::MAX,
        };
        let Ok(Reply::Window(window)) = amal.ask(ask).await else {
            panic!("no window");
        };
        assert_eq!((window.conversation, window.messages.len()), (other, 1));
        amal.send(other, "elsewhere again").await;
        amal.send(shown, "here").await;
        amal.shows("here").await;
        assert_eq!(amal.bodies(), ["here"]);
    });
}

#[test]
fn a_page_that_was_not_looking_is_told_what_changed_and_nothing_twice() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        basim.watch(at_basim, None).await;
        let own = basim.send(at_basim, "to be taken back").await;
        basim.shows("to be taken back").await;
        let other = basim.create_group("Other", &[]).await;
        // More events than are kept, while nobody reads the news.
        for count in 0..1_200 {
            let command = Command::Draft {
                conversation: other,
                text: format!("draft {count}"),
            };
            basim.client.command(command).await.unwrap();
        }
        say(&amal, at_amal, "while you were away").await;
        let command = Command::Delete { message: own };
        basim.client.command(command).await.unwrap();
        basim
            .until(|page| page.list[&other].draft == "draft 1199" && page.window[&own].deleted)
            .await;
        basim.shows("while you were away").await;
        assert!(basim.list_changes.len() < 200, "events are taken together");
        amal.until(|page| {
            let last = page.list[&at_amal].last.as_ref();
            last.is_some_and(|last| last.body == "while you were away")
        })
        .await;
    });
}

#[test]
fn everything_that_was_said_is_exported_as_json() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        let group = amal.create_group("نادي \"الكتاب\"", &[]).await;
        for each in 0..600 {
            say(&amal, group, &number(each)).await;
        }
        basim.watch(at_basim, None).await;
        let quoted = basim.message("first").id;
        basim.answer(at_basim, "second\nline", Some(quoted)).await;
        amal.last_becomes(at_amal, "second\nline").await;
        // Others are answered while the file is written.
        let export = amal.call(Ask::Export).await;
        assert!(amal.ask(Ask::Unwatch).await.is_ok());
        let Ok(Reply::File { name, bytes }) = amal.answer_to(export).await else {
            panic!("no file");
        };
        assert_eq!(name, "hudhud-amal.json");
        let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(file["format"], "hudhud-export");
        assert_eq!(
            (&file["version"], &file["account"]),
            (&1.into(), &"@amal".into())
        );
        let conversations = file["conversations"].as_array().unwrap();
        assert_eq!(conversations.len(), 2);
        let of_kind = |kind: &str| {
            let mut all = conversations.iter();
            all.find(|one| one["kind"] == kind).unwrap()
        };
        assert_eq!(of_kind("group")["title"], "نادي \"الكتاب\"");
        let said = of_kind("group")["messages"].as_array().unwrap();
        assert_eq!(
            said.iter().filter(|one| one["text"].is_string()).count(),
            600
        );
        let direct = of_kind("direct");
        assert_eq!(direct["members"], serde_json::json!(["@amal", "@basim"]));
        let said = direct["messages"].as_array().unwrap();
        let answer = said
            .iter()
            .find(|one| one["text"] == "second\nline")
            .unwrap();
        assert_eq!(answer["answers"]["text"], "first");
        assert_eq!(answer["from"], "@basim");
    });
}
