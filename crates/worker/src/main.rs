//! To be started by the page.

fn main() {}
