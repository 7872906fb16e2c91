//! Which crate depends on which, as cargo resolves it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use cargo_metadata::{DependencyKind, Metadata};

use super::table::Kind;
use crate::workspace;

/// Our crates go by their short names, all others by their own.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// Our crates.
    pub(crate) members: BTreeSet<String>,
    /// From each crate, what it names.
    pub(crate) edges: BTreeMap<String, BTreeSet<(String, Kind)>>,
}

impl Graph {
    pub(crate) fn from_metadata(metadata: &Metadata) -> anyhow::Result<Self> {
        let members: BTreeSet<_> = metadata.workspace_members.iter().collect();
        let names: BTreeMap<_, _> = metadata
            .packages
            .iter()
            .map(|package| {
                let name = package.name.as_str();
                let ours = members.contains(&package.id);
                (
                    &package.id,
                    if ours {
                        workspace::short_name(name)
                    } else {
                        name
                    }
                    .to_owned(),
                )
            })
            .collect();
        let mut graph = Self {
            members: members
                .iter()
                .filter_map(|id| names.get(id).cloned())
                .collect(),
            edges: BTreeMap::new(),
        };
        let resolve = metadata
            .resolve
            .as_ref()
            .context("cargo resolved nothing")?;
        for node in &resolve.nodes {
            let from = names.get(&node.id).context("a node without a package")?;
            for dependency in &node.deps {
                let to = names
                    .get(&dependency.pkg)
                    .context("an edge without a package")?;
                for kind in &dependency.dep_kinds {
                    let kind = if kind.kind == DependencyKind::Development {
                        Kind::Tests
                    } else {
                        Kind::Product
                    };
                    graph
                        .edges
                        .entry(from.clone())
                        .or_default()
                        .insert((to.clone(), kind));
                }
            }
        }
        Ok(graph)
    }

    /// What a crate names itself.
    pub(crate) fn named_by(&self, name: &str) -> impl Iterator<Item = &(String, Kind)> {
        self.edges.get(name).into_iter().flatten()
    }

    /// Everything reached from a crate, each with the crate that names it. The first step may be
    /// one of the crate's tests; further ones are those of the product.
    /// Through `world`, where only tests name it, nothing is reached.
    pub(crate) fn reached_from(&self, name: &str, world: &str) -> BTreeMap<String, String> {
        let mut reached = BTreeMap::new();
        let named = self.named_by(name);
        let followed = named.filter(|(to, kind)| *kind == Kind::Product || to != world);
        let mut open: Vec<_> = followed.map(|(to, _)| (to, name)).collect();
        while let Some((to, from)) = open.pop() {
            if reached.insert(to.clone(), from.to_owned()).is_none() {
                let further = self.named_by(to).filter(|(_, kind)| *kind == Kind::Product);
                open.extend(further.map(|(next, _)| (next, to.as_str())));
            }
        }
        reached
    }
}
