//! Rough figures of one host process, for whoever changes the pipeline: durable messages a second,
//! their latency, memory of an idle link, time of a cold start. Ignored: figures prove nothing.
//!
//! `cargo test --release -p hudhud-server --test serve -- --ignored --nocapture figures::figures`

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::world::{Log, PlainLink, conversations, message, settings, start};
use hudhud_base::{Handle, RequestId};
use hudhud_wire::{Reply, ServerFrame};

const PAIRS: u8 = 32;
const IN_FLIGHT: u32 = 16;
const MESSAGES: u32 = 6000;
const IDLE_LINKS: u16 = 2000;

/// The host of [`figures`]: this program again, in a process of its own.
#[test]
#[ignore = "started by `figures`"]
fn serve_for_figures() {
    let data = std::env::var("FIGURES_DATA").unwrap();
    let server = start(settings(Path::new(&data)));
    let half = Path::new(&data).with_extension("half");
    std::fs::write(&half, server.local_addr().to_string()).unwrap();
    std::fs::rename(half, Path::new(&data).with_extension("port")).unwrap();
    loop {
        std::thread::park();
    }
}

struct Host {
    child: Child,
    address: SocketAddr,
    started_in: Duration,
}

impl Host {
    fn start(data: &Path) -> Self {
        let began = Instant::now();
        let program = std::env::current_exe().unwrap();
        let child = Command::new("taskset")
            .args(["-c", "0"])
            .arg(program)
            .args(["--ignored", "--exact", "figures::serve_for_figures"])
            .env("FIGURES_DATA", data)
            .spawn()
            .unwrap();
        let port = data.with_extension("port");
        while !port.exists() {
            std::thread::yield_now();
        }
        let address = std::fs::read_to_string(port).unwrap().parse().unwrap();
        Self {
            child,
            address,
            started_in: began.elapsed(),
        }
    }

    fn resident_kib(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn pair(address: SocketAddr, seed: u8) -> (PlainLink, PlainLink) {
    let log = Log::new(seed);
    let mut writer = conversations(address).await;
    writer.create(&log).await;
    writer.open(&log, Handle(1)).await;
    let mut follower = conversations(address).await;
    follower.open(&log, Handle(1)).await;
    follower.live(Handle(1)).await;
    (writer, follower)
}

async fn write(mut link: PlainLink) -> Vec<Duration> {
    let mut sent: HashMap<RequestId, Instant> = HashMap::new();
    let mut took = Vec::new();
    let mut number = 0;
    while took.len() < usize::try_from(MESSAGES).unwrap() {
        while number < MESSAGES && sent.len() < usize::try_from(IN_FLIGHT).unwrap() {
            let id = link.send(message(Handle(1), number, 300)).await;
            sent.insert(id, Instant::now());
            number += 1;
        }
        if let Some(ServerFrame::Reply { id, reply }) = link.receive().await {
            assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
            took.push(sent.remove(&id).unwrap().elapsed());
        }
    }
    took
}

#[tokio::test]
#[ignore = "takes a minute and proves nothing"]
async fn figures() {
    let directory = tempfile::tempdir().unwrap();
    let host = Host::start(&directory.path().join("data"));
    println!("cold start, process included: {:?}", host.started_in);
    let mut idle = Vec::new();
    let before = host.resident_kib();
    for _ in 0..IDLE_LINKS {
        let mut link = conversations(host.address).await;
        for handle in 1..=20_u8 {
            let log = Log::new(200 + handle);
            if idle.is_empty() {
                link.create(&log).await;
            }
            link.open(&log, Handle(u32::from(handle))).await;
        }
        idle.push(link);
    }
    let after = host.resident_kib();
    let bytes = (after - before) * 1024 / u64::from(IDLE_LINKS);
    println!("idle link with 20 logs: {bytes} bytes ({before} to {after} KiB)");

    let began_setup = Instant::now();
    let mut pairs = Vec::new();
    for seed in 0..PAIRS {
        pairs.push(pair(host.address, seed).await);
    }
    println!("set up {PAIRS} pairs in {:?}", began_setup.elapsed());
    let began = Instant::now();
    let local = tokio::task::LocalSet::new();
    let mut took = local
        .run_until(async {
            let mut tasks = tokio::task::JoinSet::new();
            for (writer, mut follower) in pairs {
                tasks.spawn_local(write(writer));
                tasks.spawn_local(async move {
                    follower.entries(usize::try_from(MESSAGES).unwrap()).await;
                    Vec::new()
                });
            }
            tasks.join_all().await.concat()
        })
        .await;
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let rate = f64::from(MESSAGES) * f64::from(PAIRS) / seconds;
    let (half, late) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    println!("durable and delivered: {rate:.0}/s, append to answer p50 {half:?} p99 {late:?}");
}
