//! How the words of `hudhud-base` and plain values stand in a column. Unsigned numbers beyond the
//! range of SQLite's integer are refused instead of wrapped.

use hudhud_base::{
    AccountId, BlobId, ConversationId, DeliveryId, DeviceId, EntryId, Generation, IntentId,
    LogAddress, MessageRow, Minute, OutboxId, RunningHash, Seq, Timestamp,
};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, Value, ValueRef};

use crate::secret::Secret;

/// A type that is kept in one column.
pub(crate) trait Field: Sized {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>>;
    fn load(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

/// A field on its way into a statement.
pub(crate) struct Bound<'a, T>(pub(crate) &'a T);

impl<T: Field> ToSql for Bound<'_, T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.store()
    }
}

/// A field on its way out of a row.
pub(crate) struct Loaded<T>(pub(crate) T);

impl<T: Field> FromSql for Loaded<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::load(value).map(Self)
    }
}

impl<T: Field> Field for Option<T> {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.as_ref()
            .map_or(Ok(ToSqlOutput::Owned(Value::Null)), Field::store)
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        if value == ValueRef::Null {
            Ok(None)
        } else {
            T::load(value).map(Some)
        }
    }
}

fn integer<'a, N: TryInto<i64>>(number: N) -> rusqlite::Result<ToSqlOutput<'a>>
where
    N::Error: std::error::Error + Send + Sync + 'static,
{
    number
        .try_into()
        .map(|number| ToSqlOutput::Owned(Value::Integer(number)))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

macro_rules! integer_field {
    ($($type:ty),*) => { $(
        impl Field for $type {
            fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                integer(*self)
            }

            fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let number = value.as_i64()?;
                Self::try_from(number).map_err(|_| FromSqlError::OutOfRange(number))
            }
        }
    )* };
}

integer_field!(i64, u32, u64);

macro_rules! number_field {
    ($($type:ident),*) => { $(
        impl Field for $type {
            fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                integer(self.0)
            }

            fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Field::load(value).map(Self)
            }
        }
    )* };
}

number_field!(Seq, Generation, Timestamp, Minute);
number_field!(ConversationId, MessageRow, IntentId, OutboxId, DeliveryId);

macro_rules! id_field {
    ($($type:ident),*) => { $(
        impl Field for $type {
            fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.as_bytes())))
            }

            fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::try_from(value.as_blob()?).map_err(FromSqlError::other)
            }
        }
    )* };
}

id_field!(
    LogAddress,
    EntryId,
    AccountId,
    DeviceId,
    BlobId,
    RunningHash
);

impl Field for [u8; 32] {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self)))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::try_from(value.as_blob()?).map_err(FromSqlError::other)
    }
}

impl Field for Secret {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.as_bytes())))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::copied(value.as_blob()?).ok_or(FromSqlError::InvalidType)
    }
}

impl Field for Vec<u8> {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self)))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob().map(<[u8]>::to_vec)
    }
}

impl Field for String {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.as_bytes())))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl Field for bool {
    fn store(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        integer(i64::from(*self))
    }

    fn load(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_i64()? {
            0 => Ok(false),
            1 => Ok(true),
            number => Err(FromSqlError::OutOfRange(number)),
        }
    }
}

/// Keeps an enumeration as a code. A code nobody wrote is damage.
macro_rules! coded_field {
    ($name:ident { $($variant:ident = $code:literal,)+ }) => {
        impl crate::field::Field for $name {
            fn store(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                let code = match self { $(Self::$variant => $code,)+ };
                Ok(rusqlite::types::ToSqlOutput::Owned(rusqlite::types::Value::Integer(code)))
            }

            fn load(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                match value.as_i64()? {
                    $($code => Ok(Self::$variant),)+
                    code => Err(rusqlite::types::FromSqlError::OutOfRange(code)),
                }
            }
        }
    };
}

/// Declares an enumeration that is kept as a code.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant = $code,)+ }

        crate::field::coded_field!($name { $($variant = $code,)+ });
    };
}

pub(crate) use {coded, coded_field};
