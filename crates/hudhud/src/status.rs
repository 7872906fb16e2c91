//! Exit codes: one enum, one table. `docs/use.md` holds the same table; a test compares them.

macro_rules! statuses {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        /// How the program ends.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Status { $($name = $code,)* }

        /// Code and meaning of every [`Status`].
        pub(crate) const TABLE: &[(u8, &str)] = &[$(($code, $meaning)),*];

        /// The table for people.
        pub(crate) const HELP: &str = concat!(
            "List exit codes and what they mean\n",
            $("\n  ", stringify!($code), "\t", $meaning),*
        );
    };
}

statuses! {
    Done = 0, "done";
    Failed = 1, "failed for a reason without a code of its own";
    Usage = 2, "the command line was not understood";
    NotSignedUp = 64, "there is no account on this device yet";
    NoNetwork = 65, "the host could not be reached";
    Waiting = 66, "not finished in time; it waits in the outbox and goes on the next time";
    Refused = 67, "the host refused";
    Name = 68, "the name is taken, malformed, reserved, or imitates another";
    NoSuchPerson = 69, "there is no such person";
    WrongPassphrase = 70, "wrong passphrase or key file";
    Locked = 71, "another program has this data directory open";
    Newer = 72, "the data directory was written by a newer version";
    NotAllowed = 73, "not allowed in this conversation, or to you";
    TooLong = 74, "too long, too many, or empty";
    NotFound = 75, "no such conversation or message, or more than one fits";
    Data = 76, "the data directory cannot be read or written, or the disk is full";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_has_the_same_table() {
        let manual = include_str!("../../../docs/use.md");
        for (code, meaning) in TABLE {
            let row = format!("| {code} | {meaning} |");
            assert!(manual.contains(&row), "docs/use.md lacks: {row}");
        }
    }

    #[test]
    fn codes_are_distinct_and_leave_those_of_shells_alone() {
        let mut codes: Vec<u8> = TABLE.iter().map(|(code, _)| *code).collect();
        codes.dedup();
        assert_eq!(codes.len(), TABLE.len());
        assert!(codes.iter().all(|code| *code < 78));
    }
}
