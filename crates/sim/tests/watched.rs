//! What a host learns that keeps to the protocol and watches.

#[cfg(test)]
mod tests {
    use hudhud_sim::watched_day;

    /// Which of the worlds is watched.
    const SEED: u64 = 1;

    /// What guessing by time comes to at most (docs/spec/threat-model.md). It may only shrink.
    const NAMED_BY_TIME: f64 = 0.96;
    const NAMED_BY_A_LETTER: f64 = 0.65;
    /// No better than chance, where three or four of fifty people are in a conversation and often the same ones
    /// are busy.
    const CHANCE: f64 = 0.2;

    #[test]
    fn neither_a_connection_nor_what_is_said_tells_who_is_in_a_conversation() {
        let watched = watched_day(SEED);
        // What there is to be guessed, and that the program can guess.
        assert!(watched.by_one_link.there > 100, "{watched}");
        assert!(watched.by_one_link.precision() > 0.9, "{watched}");
        assert!(watched.by_one_link.recall() > 0.9, "{watched}");
        assert_eq!(watched.by_connection.guesses, 0, "{watched}");
        assert!(watched.by_speech.guesses > 0, "{watched}");
        assert!(watched.by_speech.precision() <= CHANCE, "{watched}");
        // What leads to a change of a log is seen beside it.
        let by_time = watched.by_time.iter().map(|(_, score)| score.recall());
        assert!(by_time.fold(0.0, f64::max) <= NAMED_BY_TIME, "{watched}");
        let by_letter = watched
            .by_question
            .iter()
            .find(|(kind, _)| *kind == "a letter");
        assert!(
            by_letter.is_some_and(|(_, score)| score.recall() <= NAMED_BY_A_LETTER),
            "{watched}"
        );
        println!("{watched}");
    }
}
