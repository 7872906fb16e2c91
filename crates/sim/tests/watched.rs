//! What a host learns that keeps to the protocol and watches.

#[cfg(test)]
mod tests {
    use hudhud_sim::watched_day;

    /// Which of the worlds is watched.
    const SEED: u64 = 1;

    #[test]
    fn no_connection_tells_who_is_in_a_conversation_where_one_for_everything_told_of_nine_in_ten() {
        let watched = watched_day(SEED);
        // What there is to be guessed, and that the program can guess.
        assert!(watched.by_one_link.there > 100, "{watched}");
        assert!(watched.by_one_link.precision() > 0.9, "{watched}");
        assert!(watched.by_one_link.recall() > 0.9, "{watched}");
        assert_eq!(watched.by_connection.guesses, 0, "{watched}");
        // Time joins them all the same (docs/spec/threat-model.md): printed, so that nobody believes otherwise.
        println!("{watched}");
    }
}
