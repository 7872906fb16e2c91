//! How slow the world is, and how much goes wrong in it by chance.

use hudhud_logstore::Telling;

/// The nature of one world. Chances are per mille.
#[derive(Debug, Clone)]
pub(crate) struct Weather {
    /// Milliseconds before the first attempt of a link at most; each failure doubles them.
    pub(crate) connect_ms: u64,
    /// Milliseconds that a frame takes at most, in fair weather.
    pub(crate) latency_ms: u64,
    /// Milliseconds until one side notices a cut at most.
    pub(crate) notice_ms: u64,
    /// Milliseconds for which the host gathers frames before it decides at most.
    pub(crate) host_turn_ms: u64,
    /// How the host's store tells what its machine wants.
    pub(crate) telling: Telling,
    /// Milliseconds that a commit of the host takes at most.
    pub(crate) commit_ms: u64,
    /// Milliseconds that a puzzle takes at most.
    pub(crate) puzzle_ms: u64,
    /// Milliseconds until a process that died is started again at most; `None`: somebody must.
    pub(crate) restart_ms: Option<u64>,
    /// A frame takes up to half a minute.
    pub(crate) delay_spike: u64,
    /// A turn of a device fails, crashes before its commit, crashes after it.
    pub(crate) turn_fails: u64,
    pub(crate) crash_before: u64,
    pub(crate) crash_after: u64,
    /// A commit of the host fails.
    pub(crate) host_commit_fails: u64,
    /// A transfer of a blob cannot reach the host.
    pub(crate) blob_unreachable: u64,
    /// An upload that seemed not to reach the host is there all the same.
    pub(crate) blob_unreported: u64,
}

impl Weather {
    /// Everything takes next to no time, nothing fails, and what died stays dead.
    pub(crate) const fn calm() -> Self {
        Self {
            connect_ms: 10,
            latency_ms: 1,
            notice_ms: 1,
            host_turn_ms: 1,
            telling: Telling::Everything,
            commit_ms: 0,
            puzzle_ms: 1,
            restart_ms: None,
            delay_spike: 0,
            turn_fails: 0,
            crash_before: 0,
            crash_after: 0,
            host_commit_fails: 0,
            blob_unreachable: 0,
            blob_unreported: 0,
        }
    }
}
