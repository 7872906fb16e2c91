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
            link: LinkKind::Anonymous,
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
    let large = Bytes::from(vec![0; 8192]);
    stuck.outbox.borrow_mut().push_reply(large);
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
