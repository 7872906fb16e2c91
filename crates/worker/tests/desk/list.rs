//! The list of conversations: the first screen at once, the rest in pieces, then only changes.

use hudhud_dialogue::{Command, ConversationView};

use super::page::Page;
use super::world::run;

#[test]
fn a_long_list_comes_first_screen_first_and_in_order_and_only_changes_follow() {
    run(|world| async move {
        let amal = world.person("amal").await;
        for number in 0..170 {
            let command = Command::CreateGroup {
                title: format!("group {number}"),
                members: Vec::new(),
            };
            amal.client.command(command).await.unwrap();
        }
        amal.close().await;
        let mut amal = Page::open(world.cut_off("amal").await);
        amal.until(|page| !page.list.is_empty()).await;
        assert_eq!(amal.list_changes, [60]);
        let newest = amal.list.values().all(|line| line.id.0 > 110);
        assert!(newest, "the first screen is of the newest");
        amal.until(|page| page.complete == 1).await;
        assert_eq!(amal.list_changes, [60, 100, 10]);

        let oldest = *amal.list.keys().next().unwrap();
        amal.send(oldest, "up again").await;
        amal.last_becomes(oldest, "up again").await;
        assert_eq!(amal.list_changes, [60, 100, 10, 1]);
        let first = |page: &Page| {
            let order = |line: &&ConversationView| (line.last_activity, line.id);
            page.list.values().max_by_key(order).unwrap().id
        };
        assert_eq!(first(&amal), oldest);
        assert_eq!(amal.complete, 1);
    });
}

#[test]
fn a_burst_in_one_conversation_is_one_change_of_its_line() {
    run(|world| async move {
        let mut amal = world.person("amal").await;
        let group = amal.create_group("Notes", &[]).await;
        amal.until(|page| page.complete == 1).await;
        let before = amal.list_changes.len();
        for number in 0..100 {
            let command = Command::Send {
                conversation: group,
                body: format!("line {number}"),
                reply_to: None,
            };
            amal.client.command(command).await.unwrap();
        }
        amal.last_becomes(group, "line 99").await;
        let changes = amal.list_changes[before..].iter().sum::<usize>();
        assert!(changes < 100, "{changes} changes of one line");
    });
}

#[test]
fn the_conversation_that_something_came_to_is_first_and_counts_it() {
    run(|world| async move {
        let ((mut amal, at_amal), (mut basim, at_basim)) = world.two_who_talk().await;
        let group = amal.create_group("Notes", &[]).await;
        amal.send(group, "newer for now").await;
        amal.last_becomes(group, "newer for now").await;
        basim.send(at_basim, "newest").await;
        amal.last_becomes(at_amal, "newest").await;
        let active = |id| amal.list[&id].last_activity;
        assert!(
            active(at_amal) >= active(group),
            "the later one is further up"
        );
        assert_eq!(amal.list[&at_amal].unread, 1);
        let mark = Command::MarkRead {
            conversation: at_amal,
            last: amal.list[&at_amal].last.as_ref().unwrap().id,
        };
        amal.done(mark).await;
        amal.until(|page| page.list[&at_amal].unread == 0).await;
    });
}
