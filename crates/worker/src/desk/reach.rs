//! How it stands with the network, in one word.

use hudhud_client::views::Reach;
use hudhud_dialogue::page::Connection;

pub(super) fn connection(reach: &Reach) -> Connection {
    match (reach.connected, reach.trouble) {
        (true, _) if reach.is_current() => Connection::Current,
        (true, _) => Connection::CatchingUp,
        (false, Some(trouble)) => Connection::Offline(trouble),
        (false, None) => Connection::Connecting,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hudhud_base::ConversationId;
    use hudhud_dialogue::Trouble;

    use super::*;

    #[test]
    fn a_device_is_current_when_inbox_and_every_open_conversation_are_read() {
        let mut reach = Reach {
            connected: true,
            trouble: None,
            inbox_read: true,
            caught_up: BTreeSet::from([ConversationId(1)]),
            open: vec![ConversationId(1)],
        };
        assert_eq!(connection(&reach), Connection::Current);
        reach.open.push(ConversationId(2));
        assert_eq!(connection(&reach), Connection::CatchingUp);
        reach.open.pop();
        reach.inbox_read = false;
        assert_eq!(connection(&reach), Connection::CatchingUp);
    }

    #[test]
    fn without_a_link_the_trouble_is_told_once_there_is_one() {
        let reach = Reach::default();
        assert_eq!(connection(&reach), Connection::Connecting);
        let reach = Reach {
            trouble: Some(Trouble::Unreachable),
            ..reach
        };
        assert_eq!(
            connection(&reach),
            Connection::Offline(Trouble::Unreachable)
        );
    }
}
