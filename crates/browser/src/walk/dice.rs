//! Choices that a seed makes again.
//!
//! Among things that have names the choice falls on the same one as long as it is there, whatever
//! else came or went: a walk that is replayed stays close to the first one.

/// What a seed decides at one step.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64, step: u32) -> Self {
        Self(mixed(seed ^ mixed(u64::from(step) + 1)))
    }

    /// A number below `end`, which is not zero.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0) % end.max(1)
    }

    /// One of these, by place.
    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let place = self.below(u64::try_from(all.len()).unwrap_or(u64::MAX));
        all.get(usize::try_from(place).ok()?)
    }

    /// One of these, by name.
    pub(super) fn named<'a, T>(
        &mut self,
        all: &'a [T],
        name: impl Fn(&T) -> &str,
    ) -> Option<&'a T> {
        let turn = self.below(u64::MAX);
        all.iter().min_by_key(|thing| {
            let bytes = name(thing).bytes();
            bytes.fold(turn, |sum, byte| mixed(sum ^ u64::from(byte)))
        })
    }
}

/// Every bit of the result hangs on every bit of what is given (the last step of `SplitMix64`).
const fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_step_of_a_seed_chooses_the_same_again_and_another_step_something_else() {
        let rolled = |step| {
            let mut dice = Dice::of(7, step);
            [0; 8].map(|_| dice.below(1_000))
        };
        assert_eq!(rolled(3), rolled(3));
        assert_ne!(rolled(3), rolled(4));
    }

    #[test]
    fn what_is_chosen_by_name_stays_chosen_while_others_come() {
        let before = ["back", "send", "settings"];
        let after = ["archive", "back", "send", "settings"];
        for step in 0..50 {
            let chosen = |all: &[&str]| {
                Dice::of(1, step)
                    .named(all, |name| name)
                    .map(|n| (*n).to_owned())
            };
            let then = chosen(&after).unwrap();
            assert!(then == "archive" || Some(then) == chosen(&before), "{step}");
        }
    }
}
