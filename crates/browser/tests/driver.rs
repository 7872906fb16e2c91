//! The driver against plain pages: what the tests of the app stand on.

#[cfg(test)]
mod driver {
    mod firefox;
    mod plain;
    mod served;
}
