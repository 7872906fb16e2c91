//! What compiles for a browser: a Rust compiler with a library for it, and a C compiler for SQLite.
//!
//! Rustup's compiler is taken where its target can be installed. Elsewhere Debian's packages do: a
//! compiler made for building browsers, with the library's source, which cargo then builds itself.
//! That takes flags of unfinished features, so it is the second choice.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::bail;

use crate::prerequisite::{self, is_on_path};
use crate::step::say;

/// What the app is compiled for.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler for C that makes WebAssembly, with its archiver, best first.
const C_COMPILERS: [(&str, &str); 5] = [
    ("clang-19", "llvm-ar-19"),
    ("clang-20", "llvm-ar-20"),
    ("clang-21", "llvm-ar-21"),
    ("clang-18", "llvm-ar-18"),
    ("clang", "llvm-ar"),
];
const DEBIAN_C: [&str; 2] = ["clang-19", "llvm-19"];

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LINKER: &str = "wasm-ld-19";
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
/// Where Debian's compiler keeps the source of the library.
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// What a build for a browser needs.
#[derive(Debug)]
pub(super) struct Toolchain {
    rust: Rust,
    c_compiler: &'static str,
    archiver: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
enum Rust {
    /// The compiler in use knows the target.
    Installed,
    /// Debian's, which brings the library as source.
    Debian,
}

/// Finds a tool chain, and installs what is missing where that is possible.
pub(super) fn find() -> anyhow::Result<Toolchain> {
    let rust = rust()?;
    let (c_compiler, archiver) = match c_compiler() {
        Some(found) => found,
        None => {
            prerequisite::debian(&DEBIAN_C)?;
            match c_compiler() {
                Some(found) => found,
                None => {
                    bail!("SQLite is compiled for the browser by clang 18 or newer: install it")
                }
            }
        }
    };
    Ok(Toolchain {
        rust,
        c_compiler,
        archiver,
    })
}

impl Toolchain {
    /// Sets what this one build needs. Nothing of the caller's flags reaches it, because they are
    /// meant for the machine at hand.
    pub(super) fn prepare(&self, cargo: &mut Command) {
        cargo
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "--cfg getrandom_backend=\"wasm_js\"",
            )
            .env("CC_wasm32_unknown_unknown", self.c_compiler)
            .env("AR_wasm32_unknown_unknown", self.archiver);
        if self.rust == Rust::Debian {
            cargo
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC", DEBIAN_RUSTC)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
        }
    }
}

fn rust() -> anyhow::Result<Rust> {
    if knows_target() {
        return Ok(Rust::Installed);
    }
    if debian_is_ready() {
        return Ok(Rust::Debian);
    }
    if is_on_path("rustup") {
        say(format_args!("installing the Rust target {TARGET}"));
        let added = Command::new("rustup")
            .args(["target", "add", TARGET])
            .status();
        if added.is_ok_and(|status| status.success()) && knows_target() {
            return Ok(Rust::Installed);
        }
    }
    prerequisite::debian(&DEBIAN_RUST)?;
    if debian_is_ready() {
        return Ok(Rust::Debian);
    }
    bail!("the Rust target {TARGET} is missing: run `rustup target add {TARGET}`")
}

/// Whether the compiler in use has the library for the target.
fn knows_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let Ok(output) = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::null())
        .output()
    else {
        return false;
    };
    let directory = String::from_utf8_lossy(&output.stdout);
    output.status.success() && Path::new(directory.trim()).is_dir()
}

fn debian_is_ready() -> bool {
    [DEBIAN_RUSTC, DEBIAN_SOURCE]
        .iter()
        .all(|path| Path::new(path).exists())
        && is_on_path(DEBIAN_LINKER)
}

fn c_compiler() -> Option<(&'static str, &'static str)> {
    C_COMPILERS
        .into_iter()
        .find(|(compiler, archiver)| is_on_path(archiver) && makes_web_assembly(compiler))
}

/// A compiler may be there without this target, or be too old for it.
fn makes_web_assembly(compiler: &str) -> bool {
    is_on_path(compiler)
        && Command::new(compiler)
            .args(["--target=wasm32-unknown-unknown", "-x", "c", "-c", "-o"])
            .args(["/dev/null", "/dev/null"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}
