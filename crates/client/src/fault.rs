//! What an interface is told when the device itself fails.

use hudhud_dialogue::AskError;
use hudhud_engine::TurnError;
use hudhud_store::StoreError;

pub(crate) fn of_store(error: &StoreError) -> AskError {
    match error {
        StoreError::Full => AskError::Full,
        StoreError::Busy
        | StoreError::Refused
        | StoreError::Corrupt
        | StoreError::Constraint
        | StoreError::Missing
        | StoreError::NoTransaction
        | StoreError::Sqlite(_) => AskError::Database,
    }
}

pub(crate) fn of_turn(error: &TurnError) -> AskError {
    match error {
        TurnError::Store(error) => of_store(error),
        TurnError::Damaged { .. } => AskError::Database,
    }
}
