//! How a browser is set up before it starts.

/// How a browser is set up before anything runs in it.
#[derive(Debug, Clone)]
pub struct Manner {
    /// The language that pages are told, for example `ar`.
    pub language: String,
    /// Run in every new document before its own scripts.
    pub page_scripts: Vec<String>,
    /// More flags for the process.
    pub flags: Vec<String>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            page_scripts: Vec::new(),
            flags: Vec::new(),
        }
    }
}
