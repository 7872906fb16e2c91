//! The plainest methods of the library's contract: those that write, read and remove one value of a
//! group.

/// Writes these methods, for each field: what the library calls its value, and the three names.
macro_rules! fields {
    ($($field:ident: $value:ident { $write:ident, $read:ident $(, $delete:ident)? })*) => { $(
        fn $write<G: GroupId<CURRENT_VERSION>, T: traits::$value<CURRENT_VERSION>>(
            &self,
            group: &G,
            value: &T,
        ) -> Outcome<()> {
            self.put(&self.in_group(group, Field::$field, &[])?, value)
        }

        fn $read<G: GroupId<CURRENT_VERSION>, T: traits::$value<CURRENT_VERSION>>(
            &self,
            group: &G,
        ) -> Outcome<Option<T>> {
            self.get(&self.in_group(group, Field::$field, &[])?)
        }

        $(fn $delete<G: GroupId<CURRENT_VERSION>>(&self, group: &G) -> Outcome<()> {
            self.delete(&self.in_group(group, Field::$field, &[])?)
        })?
    )* };
}

pub(super) use fields;
