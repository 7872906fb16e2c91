//! One declaration per table gives the row's struct and the SQL that names its columns, so that the
//! two cannot drift apart. The statements themselves are run by `db`.

use rusqlite::{Row, Statement};

/// A struct that is one row of a table.
pub(crate) trait Record: Sized {
    /// `SELECT` of every column, up to and including the table's name.
    const SELECT: &'static str;
    /// `INSERT` of every column.
    const INSERT: &'static str;
    /// `INSERT` of every column but the key, which the database numbers.
    const INSERT_NUMBERED: &'static str;
    /// `INSERT` that overwrites the row with the same key.
    const UPSERT: &'static str;
    /// `UPDATE` of every column but the key, of the row with this key.
    const UPDATE: &'static str;

    /// Reads a row that [`Self::SELECT`] gave.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;
    /// Binds the key's columns, the first one at `first`; returns the index after the last.
    fn bind_key(&self, statement: &mut Statement<'_>, first: usize) -> rusqlite::Result<usize>;
    /// Binds the other columns likewise.
    fn bind_rest(&self, statement: &mut Statement<'_>, first: usize) -> rusqlite::Result<usize>;
}

macro_rules! columns {
    ($first:ident $(, $more:ident)*) => {
        concat!(stringify!($first) $(, ", ", stringify!($more))*)
    };
}

macro_rules! parameters {
    ($first:ident $(, $more:ident)*) => {
        concat!(":", stringify!($first) $(, ", :", stringify!($more))*)
    };
}

macro_rules! pairs {
    ($between:literal, $sign:literal: $first:ident $(, $more:ident)*) => {
        concat!(
            stringify!($first), $sign, stringify!($first)
            $(, $between, stringify!($more), $sign, stringify!($more))*
        )
    };
}

/// Declares a table's row: the columns of its key, then the others, in the order of binding.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident in $table:literal {
        key { $($(#[$key_doc:meta])* $key:ident: $key_type:ty,)+ }
        rest { $($(#[$rest_doc:meta])* $rest:ident: $rest_type:ty,)+ }
    }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$key_doc])* pub $key: $key_type,)+
            $($(#[$rest_doc])* pub $rest: $rest_type,)+
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        impl crate::row::Record for $name {
            const SELECT: &'static str = concat!(
                "SELECT ", crate::row::columns!($($key,)+ $($rest),+), " FROM ", $table
            );
            const INSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", crate::row::columns!($($key,)+ $($rest),+),
                ") VALUES (", crate::row::parameters!($($key,)+ $($rest),+), ")"
            );
            const INSERT_NUMBERED: &'static str = concat!(
                "INSERT INTO ", $table, " (", crate::row::columns!($($rest),+),
                ") VALUES (", crate::row::parameters!($($rest),+), ")"
            );
            const UPSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", crate::row::columns!($($key,)+ $($rest),+),
                ") VALUES (", crate::row::parameters!($($key,)+ $($rest),+),
                ") ON CONFLICT (", crate::row::columns!($($key),+),
                ") DO UPDATE SET ", crate::row::pairs!(", ", " = excluded.": $($rest),+)
            );
            const UPDATE: &'static str = concat!(
                "UPDATE ", $table, " SET ", crate::row::pairs!(", ", " = :": $($rest),+),
                " WHERE ", crate::row::pairs!(" AND ", " = :": $($key),+)
            );

            fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                // In the order of SELECT, which is written from the same lists.
                let mut columns = 0..;
                let mut column = || columns.next().unwrap_or(usize::MAX);
                Ok(Self {
                    $($key: row.get::<_, crate::field::Loaded<$key_type>>(column())?.0,)+
                    $($rest: row.get::<_, crate::field::Loaded<$rest_type>>(column())?.0,)+
                })
            }

            fn bind_key(
                &self,
                statement: &mut rusqlite::Statement<'_>,
                first: usize,
            ) -> rusqlite::Result<usize> {
                let mut index = first;
                $(
                    statement.raw_bind_parameter(index, crate::field::Bound(&self.$key))?;
                    index += 1;
                )+
                Ok(index)
            }

            fn bind_rest(
                &self,
                statement: &mut rusqlite::Statement<'_>,
                first: usize,
            ) -> rusqlite::Result<usize> {
                let mut index = first;
                $(
                    statement.raw_bind_parameter(index, crate::field::Bound(&self.$rest))?;
                    index += 1;
                )+
                Ok(index)
            }
        }
    };
}

pub(crate) use {columns, pairs, parameters, record};
