//! The committed code of `src/generated.rs` is what the schema generates.
//!
//! `HUDHUD_BLESS=1` writes it anew.

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// The lines that stand above the generated code.
    const HEADING: &str = "//! Generated from schema/wire.proto by tests/schema.rs. Not to be edited by hand: change the\n\
                           //! schema, then run that test with HUDHUD_BLESS=1.\n\n";

    /// Bodies and identifiers share the frame's buffer, and nothing here can be printed: capabilities
    /// and secrets pass through.
    fn generate(schema: &Path) -> String {
        let files = protox::compile([schema.join("wire.proto")], [schema])
            .expect("the schema is valid")
            .file;
        let mut config = prost_build::Config::new();
        config
            .bytes(["."])
            .skip_debug(["."])
            .disable_comments(["."]);
        let requests = files
            .into_iter()
            .map(|file| {
                (
                    prost_build::Module::from_protobuf_package_name(file.package()),
                    file,
                )
            })
            .collect();
        let code = config
            .generate(requests)
            .expect("the schema can be generated");
        HEADING.to_owned() + &code.into_values().collect::<String>()
    }

    #[test]
    fn the_generated_code_matches_the_schema() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let committed = root.join("src/generated.rs");
        let expected = generate(&root.join("schema"));
        if std::env::var_os("HUDHUD_BLESS").is_some() {
            std::fs::write(&committed, &expected).expect("src/generated.rs can be written");
        }
        let found = std::fs::read_to_string(&committed).expect("src/generated.rs is there");
        assert!(
            found == expected,
            "run this test with HUDHUD_BLESS=1 and commit src/generated.rs"
        );
    }
}
