//! docs/operate.md against a host that runs: its paths answer, its metrics are those there are.

use std::collections::BTreeSet;
use std::time::Duration;

use super::host::{Host, get};
use super::person::Person;

const OPERATE: &str = include_str!("../../../../docs/operate.md");

fn section<'a>(title: &str, rows: &'a str) -> Vec<&'a str> {
    let (_, section) = rows.split_once(&format!("## {title}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split(" | ").next().unwrap_or(row))
        .collect()
}

/// What stands in backticks.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn each_path_on_the_port_answers_as_something_that_is_there() {
    let host = Host::start();
    let address = host.url.trim_start_matches("http://");
    for cell in section("What is on the port", OPERATE) {
        let mut method = "GET";
        for span in spans(cell) {
            let (before, path) = span.split_once(' ').unwrap_or((method, span));
            if !path.starts_with('/') {
                continue;
            }
            method = before;
            let path = path.replace("{id}", &"00".repeat(32)).replace('…', "");
            let (status, _) = get(address, method, &path);
            // A blob nobody has stored, and files of an app that was not built in.
            let may_lack = path.starts_with("/v1/blobs") || !path.starts_with("/v1");
            let is_there = status != 404 || may_lack;
            assert!(is_there && status != 405, "{method} {path}: {status}");
        }
    }
    assert_eq!(get(address, "GET", "/healthz").0, 200);
    assert_eq!(get(address, "GET", "/v1/nothing").0, 404);
}

/// The names in the table of metrics, written out: `_x` stands behind what the one before begins with.
fn named() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for cell in section("Metrics", OPERATE) {
        let mut begin = String::new();
        for span in spans(cell) {
            let name = span.split('{').next().unwrap_or(span);
            let full = match name.strip_prefix('_') {
                Some(rest) => format!("{begin}_{rest}"),
                None => name.to_owned(),
            };
            begin = full.splitn(3, '_').take(2).collect::<Vec<_>>().join("_");
            let bare = full.trim_end_matches("_total").trim_end_matches("_info");
            found.insert(bare.to_owned());
        }
    }
    found
}

fn served(metrics: &str) -> BTreeSet<String> {
    let (status, text) = get(metrics, "GET", "/metrics");
    assert_eq!(status, 200);
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let names = types.filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

#[test]
fn the_dashboard_and_the_alerts_ask_for_metrics_that_there_are() {
    let named = named();
    for asking in [
        include_str!("../../../../packaging/grafana.json"),
        include_str!("../../../../packaging/alerts.yaml"),
    ] {
        let words = asking.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let metrics: BTreeSet<_> = words.filter(|word| word.starts_with("hudhud_")).collect();
        assert!(metrics.len() > 5, "{metrics:?}");
        for metric in metrics {
            let name = metric.trim_end_matches("_total");
            assert!(named.contains(name.trim_end_matches("_bucket")), "{metric}");
        }
    }
}

#[test]
fn each_metric_that_is_named_is_served_and_each_that_is_served_is_named() {
    let (host, metrics) = Host::start_with_metrics();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(&metrics, "GET", path).0, 200, "{path}");
    }
    let ready = Person::stranger().run(&["health", &metrics]);
    assert_eq!(ready.code, 0);
    // Those with a label are there once there is something to count.
    let _amal = Person::sign_up(&host, "amal");
    let other = Person::stranger();
    let refused = other.run(&["signup", "--server", &host.url, "--name", "amal"]);
    assert_eq!(refused.error(), "name-taken");
    let named = named();
    // Counts of the machine are told now and then.
    let served = (0..100)
        .map(|_| served(&metrics))
        .find(|served| {
            let all = named.is_subset(served);
            if !all {
                std::thread::sleep(Duration::from_millis(200));
            }
            all
        })
        .unwrap_or_else(|| served(&metrics));
    drop(host);
    let strangers: Vec<_> = named.difference(&served).collect();
    let unnamed: Vec<_> = served.difference(&named).collect();
    assert!(strangers.is_empty(), "named, and not served: {strangers:?}");
    assert!(unnamed.is_empty(), "served, and not named: {unnamed:?}");
}
