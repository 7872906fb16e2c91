//! The tables against the graph.

use super::graph::Graph;
use super::table::{Floor, Kind, Table, matches};
use crate::violation::Violation;

/// The crate that tests of any other may name, on whatever floor they stand: the simulated world.
const WORLD: &str = "sim";

/// Every difference; `document` is where the tables stand.
pub(crate) fn check(table: &Table, graph: &Graph, document: &str) -> Vec<Violation> {
    let mut violations = Vec::new();
    members(table, graph, document, &mut violations);
    edges(table, graph, document, &mut violations);
    directions(table, document, &mut violations);
    confinement(table, graph, &mut violations);
    reachability(table, graph, document, &mut violations);
    violations
}

fn manifest(name: &str) -> String {
    match name {
        "xtask" | "fuzz" => format!("{name}/Cargo.toml"),
        "xtask-pack" => "xtask/pack/Cargo.toml".to_owned(),
        name => format!("crates/{name}/Cargo.toml"),
    }
}

fn members(table: &Table, graph: &Graph, document: &str, out: &mut Vec<Violation>) {
    for name in &graph.members {
        if !table.floors.contains_key(name) {
            out.push(Violation::new(
                manifest(name),
                1,
                format!("{name} has no floor in {document}"),
            ));
        }
    }
    for name in table.floors.keys() {
        if !graph.members.contains(name) {
            out.push(Violation::new(
                document,
                1,
                format!("{name} has a floor but does not exist"),
            ));
        }
    }
}

fn edges(table: &Table, graph: &Graph, document: &str, out: &mut Vec<Violation>) {
    for name in &graph.members {
        for (to, kind) in graph.named_by(name) {
            let edge = (name.clone(), to.clone(), *kind);
            if graph.members.contains(to) && !table.edges.contains_key(&edge) {
                let message = format!("{name} -> {to} ({kind:?}) is not listed in {document}");
                out.push(Violation::new(manifest(name), 1, message));
            }
        }
    }
    for ((from, to, kind), line) in &table.edges {
        if !graph
            .named_by(from)
            .any(|(name, found)| name == to && found == kind)
        {
            let message = format!("{from} -> {to} ({kind:?}) is listed but gone");
            out.push(Violation::new(document, *line, message));
        }
    }
}

fn directions(table: &Table, document: &str, out: &mut Vec<Violation>) {
    for ((from, to, kind), line) in &table.edges {
        if *kind == Kind::Tests && to == WORLD {
            continue;
        }
        let message = match (table.floors.get(from), table.floors.get(to)) {
            (Some(Floor::Apart), Some(Floor::Number(_))) => continue,
            (Some(Floor::Number(upper)), Some(Floor::Number(lower))) if lower < upper => continue,
            (Some(Floor::Number(upper)), Some(Floor::Number(lower))) => {
                format!("{from} -> {to} does not point down ({upper} to {lower})")
            }
            (_, Some(Floor::Apart)) => format!("{from} -> {to}: nothing names what stands apart"),
            (None, _) | (_, None) => format!("{from} -> {to}: one of them stands on no floor"),
        };
        out.push(Violation::new(document, *line, message));
    }
}

fn confinement(table: &Table, graph: &Graph, out: &mut Vec<Violation>) {
    for name in &graph.members {
        for (to, kind) in graph.named_by(name) {
            let rule = table
                .confined
                .iter()
                .find(|rule| rule.names.iter().any(|pattern| matches(pattern, to)));
            let Some(rule) = rule else { continue };
            let excused = *kind == Kind::Tests && rule.tests_anywhere;
            if !excused && !rule.allowed.contains(name) {
                let message = format!("{to} may not be named by {name}");
                out.push(Violation::new(manifest(name), 1, message));
            }
        }
    }
}

fn reachability(table: &Table, graph: &Graph, document: &str, out: &mut Vec<Violation>) {
    for rule in &table.unreachable {
        for from in &rule.from {
            if !graph.members.contains(from) {
                let message = format!("{from} is said not to reach something, and does not exist");
                out.push(Violation::new(document, 1, message));
            }
            // What the world of a test is made of, the crate itself does not reach.
            for (reached, through) in graph.reached_from(from, WORLD) {
                if rule.to.iter().any(|pattern| matches(pattern, &reached)) {
                    let message = format!("{from} must not reach {reached}, named by {through}");
                    out.push(Violation::new(manifest(from), 1, message));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
```layers
floor 0: words
    base:
floor 1: formats
    content: base
floor 3: machines
    host: base
```
```confined
tokio*: server
dice: server; tests: anywhere
```
```unreachable
host: content clock
```
";

    fn graph(edges: &[(&str, &str, Kind)]) -> Graph {
        let mut graph = Graph {
            members: ["base", "content", "host"].map(str::to_owned).into(),
            ..Graph::default()
        };
        for (from, to, kind) in edges {
            graph
                .edges
                .entry((*from).to_owned())
                .or_default()
                .insert(((*to).to_owned(), *kind));
        }
        graph
    }

    fn found(table: &str, further: &[(&str, &str, Kind)]) -> Vec<String> {
        let mut edges = vec![
            ("content", "base", Kind::Product),
            ("host", "base", Kind::Product),
        ];
        edges.extend(further);
        let violations = check(&Table::parse(table).unwrap(), &graph(&edges), "A.md");
        violations
            .into_iter()
            .map(|violation| violation.message)
            .collect()
    }

    #[test]
    fn a_graph_that_is_as_the_table_says_passes() {
        assert_eq!(found(TABLE, &[]), [""; 0]);
    }

    #[test]
    fn an_edge_that_is_not_listed_fails_even_if_only_tests_use_it() {
        let messages = found(TABLE, &[("content", "host", Kind::Tests)]);
        assert_eq!(messages, ["content -> host (Tests) is not listed in A.md"]);
    }

    #[test]
    fn an_edge_that_is_listed_and_gone_fails() {
        let table = TABLE.replace("host: base\n", "host: base content\n");
        let messages = found(&table, &[]);
        assert_eq!(messages, ["host -> content (Product) is listed but gone"]);
    }

    #[test]
    fn an_edge_that_points_up_fails_although_it_is_listed() {
        let table = TABLE.replace("content: base\n", "content: base host\n");
        let messages = found(&table, &[("content", "host", Kind::Product)]);
        assert_eq!(messages, ["content -> host does not point down (1 to 3)"]);
    }

    #[test]
    fn only_tests_point_up_and_only_to_the_simulated_world() {
        let table = TABLE
            .replace("content: base\n", "content: base; tests: sim\n")
            .replace(
                "host: base\n",
                "host: base\nfloor 4: shells\n    sim: host\n",
            )
            .replace("host: content clock", "content: host");
        let mut all = graph(&[
            ("content", "base", Kind::Product),
            ("host", "base", Kind::Product),
            ("sim", "host", Kind::Product),
            ("content", "sim", Kind::Tests),
        ]);
        all.members.insert("sim".to_owned());
        assert!(check(&Table::parse(&table).unwrap(), &all, "A.md").is_empty());

        let product = table.replace("; tests: sim", " sim");
        let edge = ("content".to_owned(), "sim".to_owned());
        all.edges
            .get_mut(&edge.0)
            .unwrap()
            .remove(&(edge.1.clone(), Kind::Tests));
        all.edges
            .get_mut(&edge.0)
            .unwrap()
            .insert((edge.1, Kind::Product));
        let messages: Vec<_> = check(&Table::parse(&product).unwrap(), &all, "A.md")
            .into_iter()
            .map(|violation| violation.message)
            .collect();
        assert_eq!(
            messages,
            [
                "content -> sim does not point down (1 to 4)",
                "content must not reach host, named by sim"
            ]
        );
    }

    #[test]
    fn what_stands_apart_may_name_and_is_not_named() {
        let table = TABLE.replace(
            "floor 3: machines\n    host: base\n",
            "apart: automation\n    host: base\n",
        );
        assert_eq!(found(&table, &[]), [""; 0]);
        let table = table.replace("content: base\n", "content: base host\n");
        let messages = found(&table, &[("content", "host", Kind::Product)]);
        assert_eq!(
            messages,
            ["content -> host: nothing names what stands apart"]
        );
    }

    #[test]
    fn a_crate_without_a_floor_fails() {
        let table = TABLE.replace("    content: base\n", "");
        assert!(
            found(&table, &[])
                .iter()
                .any(|text| text == "content has no floor in A.md")
        );
    }

    #[test]
    fn an_outside_crate_is_refused_where_it_is_not_allowed() {
        let messages = found(TABLE, &[("host", "tokio-rustls", Kind::Tests)]);
        assert_eq!(messages, ["tokio-rustls may not be named by host"]);
        assert_eq!(found(TABLE, &[("host", "dice", Kind::Tests)]), [""; 0]);
        assert_eq!(found(TABLE, &[("host", "dice", Kind::Product)]).len(), 1);
    }

    #[test]
    fn what_must_not_be_reached_is_found_through_others() {
        let further = [
            ("base", "ticker", Kind::Product),
            ("ticker", "clock", Kind::Product),
        ];
        let messages = found(TABLE, &further);
        assert_eq!(messages, ["host must not reach clock, named by ticker"]);
    }
}
