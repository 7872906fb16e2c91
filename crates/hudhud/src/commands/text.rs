//! A text that was given on the command line.

use std::io::Read as _;

use crate::problem::Problem;

/// The text, or all of standard input.
pub(super) fn body(text: String) -> Result<String, Problem> {
    if text == "-" {
        let text = stdin()?;
        return Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned());
    }
    Ok(text)
}

/// All of standard input.
pub(super) fn stdin() -> Result<String, Problem> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Problem::file(std::path::Path::new("-"), &error))?;
    Ok(text)
}
