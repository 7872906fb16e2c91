//! Who is closed when: silent, stuck, or ended.

use bytes::Bytes;
use hudhud_base::RequestId;
use hudhud_wire::LinkKind;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn links() -> Rc<Links> {
    let limits = LinkLimits {
        push_queue_bytes: 1024,
        reply_queue_bytes: 1024,
        hello_timeout: 10 * SECOND,
        idle: 540 * SECOND,
        write_timeout: 120 * SECOND,
        outbox_bytes: 4096,
    };
    Links::new(Arc::new(ToHost::new()), limits, Arc::new(Metrics::new()))
}

fn hello() -> ClientFrame {
    ClientFrame {
        id: RequestId(1),
        request: Request::Hello {
            version_min: 1,
            version_max: 1,
            link: LinkKind::Conversations,
            agent: String::new(),
        },
    }
}

fn greeted(links: &Links) -> Rc<Link> {
    let link = links.open();
    links.ask(&link, hello(), 40);
    link
}

#[test]
fn a_link_that_is_heard_and_says_no_hello_is_closed_in_time() {
    let links = links();
    let (silent, chatty, good) = (links.open(), links.open(), greeted(&links));
    for second in 1..=11 {
        links.heard(&chatty);
        links.sweep_at(second);
    }
    for link in [silent, chatty] {
        assert_eq!(link.ending.get(), Some(Ending::Policy));
    }
    assert_eq!(good.ending.get(), None);
}

#[test]
fn a_link_that_takes_nothing_of_what_waits_is_taken_for_dead() {
    let links = links();
    let (stuck, slow) = (greeted(&links), greeted(&links));
    for second in 0..=121 {
        links.note_writing(&stuck, true, false);
        links.note_writing(&slow, true, second % 60 == 0);
        links.sweep_at(second);
    }
    assert_eq!(stuck.ending.get(), Some(Ending::Dead));
    assert_eq!(slow.ending.get(), None);
}

#[test]
fn while_too_much_waits_for_all_nobody_may_be_stuck_for_long() {
    let links = links();
    let (stuck, reading) = (greeted(&links), greeted(&links));
    waits(&links, &stuck, 8192);
    for second in 0..=3 {
        links.note_writing(&stuck, true, false);
        links.note_writing(&reading, true, true);
        links.sweep_at(second);
    }
    assert_eq!(stuck.ending.get(), Some(Ending::Dead));
    assert_eq!(reading.ending.get(), None);
}

#[test]
fn a_link_that_does_not_even_take_its_end_is_dead_soon() {
    let links = links();
    let link = greeted(&links);
    link.end(Ending::Protocol);
    for second in 0..=LEAVE_SECONDS {
        links.sweep_at(second);
        assert_eq!(link.ending.get(), Some(Ending::Protocol));
    }
    links.sweep_at(LEAVE_SECONDS + 1);
    assert_eq!(link.ending.get(), Some(Ending::Dead));
}

fn waits(links: &Links, link: &Link, bytes: usize) {
    let bytes = Bytes::from(vec![0; bytes]);
    link.outbox.borrow_mut().push_reply(bytes);
    links.count_waiting(link);
}

fn answered(links: &Links, link: &Link, bytes: usize) {
    let bytes = Bytes::from(vec![0; bytes]);
    let mut outputs = vec![Output::Reply(link.session, Some(RequestId(1)), bytes)];
    links.route(&mut outputs);
}

#[test]
fn what_waits_for_all_links_together_is_bounded_and_the_largest_go_first() {
    let links = links();
    let modest = greeted(&links);
    answered(&links, &modest, 100);
    let greedy: Vec<_> = (0..100).map(|_| greeted(&links)).collect();
    for link in &greedy {
        answered(&links, link, 1000);
        let most = OUTBOX_TIMES * links.limits.outbox_bytes;
        assert!(links.waiting.get() <= most, "{}", links.waiting.get());
    }
    let ended = greedy.iter().filter(|link| link.ending.get().is_some());
    assert!(ended.count() > 90);
    assert_eq!(modest.ending.get(), None);
    greedy.iter().for_each(|link| links.closed(link));
    assert_eq!(links.waiting.get(), 100);
    links.closed(&modest);
    assert_eq!(links.waiting.get(), 0);
}

#[test]
fn while_too_much_waits_for_all_each_link_asks_for_one_thing_at_a_time() {
    let links = links();
    let (first, second) = (greeted(&links), greeted(&links));
    answered(&links, &first, 0);
    answered(&links, &second, 0);
    links.ask(&second, hello(), 40);
    assert!(links.may_ask(&first) && links.may_ask(&second));
    waits(&links, &greeted(&links), 5000);
    assert!(links.may_ask(&first), "it is owed nothing");
    assert!(!links.may_ask(&second), "it is owed an answer");
}

#[test]
fn while_much_is_undecided_each_link_asks_for_one_thing_at_a_time() {
    let links = links();
    let (first, second) = (links.open(), greeted(&links));
    assert!(links.may_ask(&first) && links.may_ask(&second));
    let counted = links.to_host.charge(40 * 1024 * 1024);
    assert!(links.to_host.has_room() && links.may_ask(&first));
    assert!(!links.may_ask(&second));
    links.to_host.give_back(counted);
    assert!(links.may_ask(&second));
}
