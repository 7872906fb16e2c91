//! Worlds with an enemy in them, and what proves that their oracles see.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::ops::RangeInclusive;

    use hudhud_sim::{Enemy, Oracle, Report, Sabotage, besiege, besiege_by, besiege_planted};

    /// The seeds that every run of the tests lives through; many more are lived by the program, and in
    /// some of them honest people do not come back together yet (docs/sim.md).
    const SEEDS: [u64; 6] = [1, 2, 3, 4, 7, 8];
    /// Seeds among which each attack comes to something.
    const ATTACKED: RangeInclusive<u64> = 1..=10;
    /// Everything that a hostile member does by its own hand.
    const ATTACKS: [&str; 15] = [
        "writes noise",
        "seals noise",
        "damages a message",
        "claims an epoch",
        "repeats itself",
        "says something odd",
        "says as much as fits",
        "refers to a blob",
        "floods",
        "signals noise",
        "commits",
        "asks to leave",
        "comes from outside",
        "writes a letter",
        "does as anybody does",
    ];
    /// Mebibytes of memory for each device of a world.
    const DEVICE_MIB: u64 = 64;
    /// Devices in the smallest world.
    const DEVICES: u64 = 4;

    #[track_caller]
    fn is_well(report: &Report) {
        let (seed, trace) = (report.seed, report.trace.join("\n"));
        assert!(
            report.findings.is_empty(),
            "seed {seed}: {:#?}\n{trace}",
            report.findings
        );
    }

    fn oracles(report: &Report) -> BTreeSet<Oracle> {
        let found = report.findings.iter();
        found.map(|finding| finding.oracle).collect()
    }

    #[test]
    fn honest_people_stay_in_one_group_with_one_transcript_whatever_a_member_does() {
        for seed in SEEDS {
            is_well(&besiege(seed, Enemy::Member, false));
        }
    }

    #[test]
    fn whoever_has_less_than_others_says_so_whatever_the_host_tells() {
        for seed in SEEDS {
            is_well(&besiege(seed, Enemy::Host, false));
        }
    }

    #[test]
    fn every_attack_comes_to_something() {
        let traces = ATTACKED.map(|seed| besiege(seed, Enemy::Member, true).trace);
        let mut done = BTreeSet::new();
        for trace in traces {
            let lines = trace
                .windows(2)
                .filter(|two| !two[1].ends_with("comes to nothing"));
            for two in lines {
                done.extend(ATTACKS.iter().filter(|name| two[0].ends_with(*name)));
            }
        }
        assert_eq!(done, ATTACKS.iter().collect());
    }

    #[test]
    fn an_enemy_that_decides_by_bytes_decides_the_same_by_the_same_bytes() {
        let bytes: Vec<u8> = (0..200_u8).map(|at| at.wrapping_mul(37)).collect();
        let (first, second) = (besiege_by(&bytes), besiege_by(&bytes));
        is_well(&first);
        assert_eq!(first.trace_hash, second.trace_hash);
        assert_ne!(first.trace_hash, besiege_by(&bytes[7..]).trace_hash);
    }

    #[test]
    fn words_that_nobody_said_are_noticed() {
        let report = besiege_planted(1, Enemy::Member, Sabotage::OtherWords);
        assert!(oracles(&report).contains(&Oracle::Authors), "{report:?}");
    }

    #[test]
    fn a_device_that_keeps_more_than_was_written_is_noticed() {
        let report = besiege_planted(1, Enemy::Member, Sabotage::Bulk);
        assert_eq!(oracles(&report), BTreeSet::from([Oracle::Burden]));
    }

    #[test]
    fn somebody_who_does_not_hear_the_others_is_noticed() {
        let report = besiege_planted(1, Enemy::Member, Sabotage::Apart);
        assert!(oracles(&report).contains(&Oracle::Standing), "{report:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_world_with_a_hostile_member_fits_the_memory_of_its_devices() {
        for seed in SEEDS {
            is_well(&besiege(seed, Enemy::Member, false));
        }
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib: u64 = peak
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        assert!(kib < DEVICES * DEVICE_MIB * 1024, "{kib} KiB");
    }

    /// Each story that the documentation names is one that is told, and, of those of messengers, one
    /// that is known to fail with a fault (`cargo xtask prove`).
    #[test]
    fn every_known_attack_has_a_story_that_is_told_and_fails_with_a_fault() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let faults = std::fs::read_to_string(format!("{root}/crates/engine/tests/planted.toml"));
        let faults = faults.unwrap();
        let page = std::fs::read_to_string(format!("{root}/docs/sim.md")).unwrap();
        let table = page.split("## Known attacks").nth(1).unwrap();
        let table = table.split("\n## ").next().unwrap();
        let rows: Vec<_> = table.lines().filter(|line| line.contains("::")).collect();
        assert_eq!(rows.len(), 19, "a row for each known attack");
        for row in rows {
            for named in row.split('`').filter(|part| part.contains("::")) {
                let (file, test) = named.rsplit_once("::").unwrap();
                let text = std::fs::read_to_string(format!("{root}/crates/{file}.rs")).unwrap();
                let told = format!("\n#[test]\nfn {test}() {{\n");
                assert!(text.contains(&told), "{named} is not told");
                if let Some(story) = named.strip_prefix("engine/tests/messenger/") {
                    let planted = format!("scenario = \"{story}\"\n");
                    assert!(faults.contains(&planted), "{named} fails with no fault");
                }
            }
        }
    }
}
