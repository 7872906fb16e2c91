//! Which files are in a circle, and in which order most of its arrows point one way.

use std::collections::{BTreeMap, BTreeSet};

/// From one file to another, with the number of places that need it.
pub(super) type Weights<'a> = BTreeMap<(&'a str, &'a str), usize>;

/// Every set of two or more files each of which leads to each other, largest first.
pub(super) fn circles<'a>(weights: &Weights<'a>) -> Vec<Vec<&'a str>> {
    let files: BTreeSet<_> = weights.keys().flat_map(|&(from, to)| [from, to]).collect();
    let reached: BTreeMap<_, _> = files
        .iter()
        .map(|&file| (file, reached_from(weights, file)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for &file in &files {
        if !seen.insert(file) {
            continue;
        }
        let mutual = reached[file]
            .iter()
            .copied()
            .filter(|&other| other != file && reached[other].contains(file));
        let mut circle: Vec<_> = mutual.collect();
        if !circle.is_empty() {
            seen.extend(circle.iter().copied());
            circle.push(file);
            circle.sort_unstable();
            found.push(circle);
        }
    }
    found.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    found
}

fn reached_from<'a>(weights: &Weights<'a>, file: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(from) = open.pop() {
        for (&(_, to), _) in weights
            .range((from, "")..)
            .take_while(|((one, _), _)| *one == from)
        {
            if reached.insert(to) {
                open.push(to);
            }
        }
    }
    reached
}

/// The files of a circle, highest first, so that few places point up.
pub(super) fn ordered<'a>(circle: &[&'a str], weights: &Weights<'a>) -> Vec<&'a str> {
    let mut order = circle.to_vec();
    let weight = |from, to| weights.get(&(from, to)).copied().unwrap_or(0);
    // Moves one file at a time to where it is best, until none moves: every move saves a place.
    loop {
        let mut moved = false;
        for &file in circle {
            let Some(at) = order.iter().position(|&other| other == file) else {
                continue;
            };
            order.remove(at);
            // Above all others, the places that point up are those that need it.
            let mut cost: usize = order.iter().map(|&other| weight(other, file)).sum();
            let (mut best, mut best_cost, mut cost_before) = (0, cost, cost);
            for (index, &other) in order.iter().enumerate() {
                cost = cost + weight(file, other) - weight(other, file);
                if cost < best_cost {
                    (best, best_cost) = (index + 1, cost);
                }
                if index + 1 == at {
                    cost_before = cost;
                }
            }
            if best_cost == cost_before {
                best = at;
            } else {
                moved = true;
            }
            order.insert(best, file);
        }
        if !moved {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_lead_to_each_other_are_one_circle() {
        let weights = Weights::from([
            (("a", "b"), 1),
            (("b", "c"), 1),
            (("c", "a"), 1),
            (("c", "d"), 1),
            (("d", "e"), 1),
            (("f", "g"), 1),
            (("g", "f"), 1),
        ]);
        assert_eq!(circles(&weights), [vec!["a", "b", "c"], vec!["f", "g"]]);
    }

    #[test]
    fn arrows_that_all_point_down_make_no_circle() {
        let weights = Weights::from([(("a", "b"), 1), (("a", "c"), 1), (("b", "c"), 1)]);
        assert_eq!(circles(&weights), [[""; 0]; 0]);
    }

    #[test]
    fn the_order_leaves_the_fewest_places_that_point_up() {
        let weights = Weights::from([
            (("low", "top"), 1),
            (("middle", "low"), 5),
            (("top", "middle"), 5),
        ]);
        let order = ordered(&["low", "middle", "top"], &weights);
        assert_eq!(order, ["top", "middle", "low"]);
    }
}
