//! Processors: which of them a process may use, and how long it used them; and what else the system
//! says of a process.

use std::fs;
use std::time::Duration;

use anyhow::Context as _;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};

/// Keeps the calling thread, and every thread and process it starts from now on, on one processor.
pub(crate) fn pin(processor: u32) -> anyhow::Result<()> {
    let mut one = CpuSet::new();
    let number = usize::try_from(processor)?;
    anyhow::ensure!(
        number < CpuSet::MAX_CPU,
        "there is no processor {processor}"
    );
    one.set(number);
    sched_setaffinity(None, &one).with_context(|| format!("processor {processor} cannot be used"))
}

/// Does `work`, which starts a process, on the processor that the process shall use.
pub(crate) fn pinned<T>(
    processor: u32,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let before = sched_getaffinity(None)?;
    pin(processor)?;
    let result = work();
    sched_setaffinity(None, &before)?;
    result
}

/// Time that all threads of a process have run so far, by the scheduler's account.
pub(crate) fn used_by_process(process: u32) -> anyhow::Result<Duration> {
    let threads = fs::read_dir(format!("/proc/{process}/task"))
        .with_context(|| format!("process {process} is gone"))?;
    let mut used = Duration::ZERO;
    for thread in threads {
        // A thread may have ended meanwhile.
        if let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) {
            used += running(&text);
        }
    }
    Ok(used)
}

/// The number behind a label in one of a process's files.
pub(crate) fn number_of(process: u32, file: &str, label: &str) -> anyhow::Result<u64> {
    let path = format!("/proc/{process}/{file}");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(label));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("{path} has no {label}"))
}

/// Time that the calling thread has run so far.
pub(crate) fn used_by_thread() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The first of the three numbers: nanoseconds on a processor.
fn running(schedstat: &str) -> Duration {
    let first = schedstat.split_whitespace().next();
    Duration::from_nanos(first.and_then(|text| text.parse().ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_on_a_processor_is_the_first_number() {
        assert_eq!(running("1500 20 3\n"), Duration::from_nanos(1500));
        assert_eq!(running(""), Duration::ZERO);
    }

    #[test]
    fn a_thread_that_works_has_used_time() {
        let before = used_by_thread();
        while used_by_thread() == before {}
        assert!(used_by_process(std::process::id()).unwrap() > Duration::ZERO);
    }

    #[test]
    fn after_work_on_one_processor_all_others_may_be_used_again() {
        let before = sched_getaffinity(None).unwrap();
        let first = (0..CpuSet::MAX_CPU).find(|number| before.is_set(*number));
        let first = u32::try_from(first.unwrap()).unwrap();
        let within = pinned(first, || Ok(sched_getaffinity(None)?.count())).unwrap();
        assert_eq!(within, 1);
        assert_eq!(sched_getaffinity(None).unwrap(), before);
    }
}
