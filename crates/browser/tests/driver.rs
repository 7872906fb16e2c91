//! The driver against plain pages: what the tests of the app stand on.

#[cfg(test)]
mod driver {
    mod plain;
    mod served;
}
