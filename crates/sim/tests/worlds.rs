//! Worlds in which nothing is planted, and one planted fault for each oracle.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hudhud_sim::{Oracle, Plant, Report, run};

    /// The seeds that every run of the tests lives through; many more are lived by the program.
    const SEEDS: std::ops::RangeInclusive<u64> = 1..=24;
    /// Seeds among which a place for a planted fault is looked for.
    const GARDEN: std::ops::RangeInclusive<u64> = 1..=60;

    /// Seeds of worlds in which the host keeps entries for thirty days only.
    const FORGETFUL: [u64; 4] = [10, 14, 24, 32];

    fn oracles(report: &Report) -> BTreeSet<Oracle> {
        report
            .findings
            .iter()
            .map(|finding| finding.oracle)
            .collect()
    }

    /// The first world with a place for the fault is seen through by this oracle and no other.
    #[track_caller]
    fn only(plant: Plant, oracle: Oracle) {
        let seen = GARDEN
            .map(|seed| run(seed, plant, false))
            .find(|report| !report.findings.is_empty())
            .expect("one of the worlds has a place for the fault");
        let seed = seen.seed;
        assert_eq!(
            oracles(&seen),
            BTreeSet::from([oracle]),
            "seed {seed}: {:?}",
            seen.findings
        );
        assert!(
            run(seed, Plant::Nothing, false).findings.is_empty(),
            "without the fault, all is well in seed {seed}"
        );
    }

    #[test]
    fn every_oracle_is_content_with_honest_worlds() {
        for seed in SEEDS {
            let report = run(seed, Plant::Nothing, false);
            assert!(
                report.findings.is_empty(),
                "seed {seed}: {:#?}\n{}",
                report.findings,
                report.trace.join("\n")
            );
        }
    }

    #[test]
    fn who_sleeps_through_what_the_host_forgets_is_told_and_goes_on_comparing() {
        // That all who take part compare again, and that nothing is missed without a line that says
        // so, the oracles see.
        let told = FORGETFUL
            .into_iter()
            .map(|seed| run(seed, Plant::Nothing, false))
            .inspect(|report| assert!(report.findings.is_empty(), "{report:#?}"))
            .filter(|report| report.counts.missed > 0)
            .count();
        assert!(told > 0, "in none of these worlds a message was missed");
    }

    #[test]
    fn one_seed_is_one_life() {
        for seed in [3, 7, 12] {
            let (first, second) = (
                run(seed, Plant::Nothing, false),
                run(seed, Plant::Nothing, false),
            );
            assert_eq!(first.trace_hash, second.trace_hash, "seed {seed}");
            assert_eq!(first.counts, second.counts, "seed {seed}");
        }
    }

    #[test]
    fn a_world_that_differs_in_one_event_has_another_trace() {
        let honest = run(3, Plant::Nothing, false);
        let cut_off = run(3, Plant::NeverHealed { device: 0 }, false);
        assert_ne!(honest.trace_hash, cut_off.trace_hash);
        assert_ne!(honest.trace_hash, run(4, Plant::Nothing, false).trace_hash);
    }

    #[test]
    fn a_device_that_never_comes_back_is_not_quiet() {
        let report = run(2, Plant::NeverHealed { device: 0 }, false);
        assert!(oracles(&report).contains(&Oracle::Quiescence));
    }

    #[test]
    fn a_message_that_the_host_hides_is_missed() {
        // What is hidden may be something that nobody waits for; one of these is.
        let places = GARDEN.flat_map(|seed| [(seed, 1), (seed, 3)]);
        let mut reports = places.map(|(seed, nth)| run(seed, Plant::HostHides { nth }, false));
        assert!(
            reports.any(|report| oracles(&report).contains(&Oracle::ExactlyOnce)),
            "nothing that was hidden was missed"
        );
    }

    #[test]
    fn a_device_says_so_when_the_host_hid_something_from_it() {
        let mut reports = GARDEN.map(|seed| run(seed, Plant::HostHides { nth: 3 }, false));
        assert!(
            reports.any(|report| report.counts.missed > 0),
            "no device noticed the gap"
        );
    }

    #[test]
    fn a_frame_that_the_host_cannot_read_breaks_the_rules() {
        only(Plant::FrameCutShort, Oracle::Rules);
    }

    #[test]
    fn a_frame_that_a_device_cannot_read_breaks_the_rules() {
        only(Plant::AnswerCutShort, Oracle::Rules);
    }

    #[test]
    fn asking_on_the_wrong_link_breaks_the_rules() {
        only(Plant::OnTheWrongLink, Oracle::Rules);
    }

    #[test]
    fn a_link_that_the_host_closes_breaks_the_rules() {
        only(Plant::WithoutANumber, Oracle::Rules);
    }

    #[test]
    fn a_turn_that_fails_by_itself_breaks_the_rules() {
        only(Plant::TurnFails, Oracle::Rules);
    }

    #[test]
    fn a_member_who_is_forgotten_is_another_group_state() {
        only(Plant::MemberForgotten, Oracle::GroupState);
    }

    #[test]
    fn another_title_is_another_group_state() {
        only(Plant::OtherTitle, Oracle::GroupState);
    }

    #[test]
    fn messages_that_changed_places_are_out_of_order() {
        only(Plant::MessagesSwapped, Oracle::Order);
    }

    #[test]
    fn a_host_that_says_one_thing_and_serves_another_is_found_out() {
        only(Plant::HostMisstates, Oracle::Order);
    }

    #[test]
    fn a_lost_message_is_not_there_once() {
        only(Plant::MessageLost, Oracle::ExactlyOnce);
    }

    #[test]
    fn a_repeated_message_is_there_more_than_once() {
        let seen = GARDEN
            .map(|seed| run(seed, Plant::MessageTwice, false))
            .find(|report| !report.findings.is_empty())
            .expect("one of the worlds has a place for the fault");
        assert!(
            oracles(&seen).contains(&Oracle::ExactlyOnce),
            "{:?}",
            seen.findings
        );
    }

    #[test]
    fn a_message_given_up_without_a_reason_is_noticed() {
        only(Plant::GivenUp, Oracle::ExactlyOnce);
    }

    #[test]
    fn another_text_is_other_content() {
        only(Plant::OtherText, Oracle::Content);
    }

    #[test]
    fn a_file_that_is_another_one_is_other_content() {
        only(Plant::OtherFile, Oracle::Content);
    }

    #[test]
    fn a_file_that_stays_on_its_way_is_not_quiet() {
        only(Plant::FileOnItsWay, Oracle::Quiescence);
    }

    #[test]
    fn an_unread_count_that_is_one_too_high_is_noticed() {
        only(Plant::UnreadTooHigh, Oracle::Unread);
    }

    #[test]
    fn a_receipt_beyond_the_log_is_noticed() {
        only(Plant::ReceiptTooFar, Oracle::Unread);
    }

    #[test]
    fn a_message_after_the_removal_is_noticed() {
        only(Plant::LaterMessage, Oracle::Absence);
    }

    #[test]
    fn taking_part_before_accepting_is_noticed() {
        only(Plant::EagerRequest, Oracle::Absence);
    }

    #[test]
    fn a_text_in_a_frame_is_noticed() {
        only(Plant::ClearFrame, Oracle::Plaintext);
    }

    #[test]
    fn a_text_on_the_hosts_disk_is_noticed() {
        only(Plant::ClearRecord, Oracle::Plaintext);
    }
}
