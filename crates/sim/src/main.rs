//! `hudhud-sim`: many worlds, one for each seed, and the trace of one that failed.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people at a terminal"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use hudhud_sim::{Counts, Enemy, Plant, Report};

/// Worlds that live at one time.
const THREADS: u64 = 2;
/// Failures that are told in full.
const TOLD: usize = 3;

/// What was asked for.
#[derive(Debug, Clone, Copy)]
struct Arguments {
    seeds: u64,
    first_seed: u64,
    /// Who keeps to nothing, if anybody.
    enemy: Option<Enemy>,
    trace: bool,
}

/// What all threads add to.
#[derive(Debug, Default)]
struct Sum {
    counts: Counts,
    lived: u64,
    failed: Vec<u64>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--demo") {
        return demonstrate();
    }
    let Some(arguments) = parse(std::env::args().skip(1)) else {
        eprintln!(
            "usage: hudhud-sim --demo, or hudhud-sim [--hostile member|host] [--seeds N] [--first-seed S] [--trace]"
        );
        return ExitCode::from(2);
    };
    let began = Instant::now();
    let sum = Mutex::new(Sum::default());
    let next = AtomicU64::new(arguments.first_seed);
    let end = arguments.first_seed.saturating_add(arguments.seeds);
    std::thread::scope(|scope| {
        for _ in 0..THREADS.min(arguments.seeds) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    live(seed, arguments, &sum);
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    tell(&sum, began.elapsed().as_secs_f64());
    if sum.failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every attack, and what came of it.
fn demonstrate() -> ExitCode {
    let mut held = true;
    for (number, scene) in (1..).zip(hudhud_sim::demonstrate()) {
        println!("{number:>2}. {}\n    {}", scene.tried, scene.seen);
        for found in &scene.found {
            println!("    BUT {found}");
            held = false;
        }
    }
    if held {
        println!("Every attack came to nothing more than this.");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut parsed = Arguments {
        seeds: 300,
        first_seed: 1,
        enemy: None,
        trace: false,
    };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seeds" => parsed.seeds = arguments.next()?.parse().ok()?,
            "--first-seed" => parsed.first_seed = arguments.next()?.parse().ok()?,
            "--hostile" => {
                parsed.enemy = Some(match arguments.next()?.as_str() {
                    "member" => Enemy::Member,
                    "host" => Enemy::Host,
                    _ => return None,
                });
            }
            "--trace" => parsed.trace = true,
            _ => return None,
        }
    }
    Some(parsed)
}

fn live(seed: u64, arguments: Arguments, sum: &Mutex<Sum>) {
    let result = catch_unwind(AssertUnwindSafe(|| match arguments.enemy {
        None => hudhud_sim::run(seed, Plant::Nothing, arguments.trace),
        Some(enemy) => hudhud_sim::besiege(seed, enemy, arguments.trace),
    }));
    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
    sum.lived += 1;
    match result {
        Ok(report) => {
            sum.counts.add(&report.counts);
            let failed = !report.findings.is_empty();
            if arguments.trace || (failed && sum.failed.len() < TOLD) {
                show(&report);
            }
            if failed {
                show_findings(&report);
                sum.failed.push(seed);
            }
        }
        Err(_) => {
            println!("seed {seed}: a panic, told above");
            sum.failed.push(seed);
        }
    }
    if sum.lived.is_multiple_of(25) {
        println!("{} of {} worlds", sum.lived, arguments.seeds);
    }
}

fn show(report: &Report) {
    println!("seed {}: what happened, at the end of it:", report.seed);
    for line in &report.trace {
        println!("{line}");
    }
}

fn show_findings(report: &Report) {
    for finding in &report.findings {
        println!("seed {}: {}: {}", report.seed, finding.oracle, finding.what);
    }
}

fn tell(sum: &Sum, seconds: f64) {
    println!("{} worlds in {seconds:.1} s", sum.lived);
    for (name, count) in sum.counts.named() {
        println!("{count:>12} {}", name.replace('_', " "));
    }
    if sum.failed.is_empty() {
        println!("every oracle is content");
    } else {
        println!("{} worlds failed: {:?}", sum.failed.len(), sum.failed);
        println!("replay one with: the same, and --seeds 1 --first-seed SEED --trace");
    }
}
