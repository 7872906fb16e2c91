//! A map whose order nobody can see.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

/// Values by key, found by a keyed hash, so that nobody who chooses keys makes them crowd one place.
///
/// It has no way to go through what is in it: the order differs between runs, and what a machine
/// decides must not. Where an order is wanted, an ordered map is.
pub struct Unordered<K, V>(HashMap<K, V>);

impl<K: Hash + Eq, V> Unordered<K, V> {
    /// The value at `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    /// Whether there is a value at `key`.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// Puts a value at `key`, in place of what was there.
    pub fn insert(&mut self, key: K, value: V) {
        self.0.insert(key, value);
    }

    /// Takes away what is at `key`.
    pub fn remove(&mut self, key: &K) {
        self.0.remove(key);
    }

    /// Takes away everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Hash + Eq, V> Extend<(K, V)> for Unordered<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, values: I) {
        self.0.extend(values);
    }
}

impl<K, V> Default for Unordered<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K, V> fmt::Debug for Unordered<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unordered")
            .field("len", &self.0.len())
            .finish()
    }
}
