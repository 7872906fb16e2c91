//! A module of the compiler and the script that lets a browser start it.

use anyhow::{Context as _, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::kind::Kind;
use crate::sources::Source;

/// Makes `NAME.js` and `NAME.wasm`, and whatever scripts the module's crates bring along.
///
/// # Errors
/// If the module was not made for a browser, or by another version of `wasm-bindgen`.
pub(crate) fn make(name: &str, module: Vec<u8>, kind: Kind) -> anyhow::Result<Vec<Source>> {
    let is_shipped = kind == Kind::Ship;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(name, module)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(is_shipped)
        .remove_producers_section(is_shipped)
        .web(true)
        .map_err(|error| anyhow!("{error:#}"))?;
    let mut output = bindgen
        .generate_output()
        .map_err(|error| anyhow!("{error:#}"))
        .with_context(|| format!("the module `{name}` could not be bound"))?;
    let mut sources = Vec::new();
    let mut script = output.js().to_owned();
    let mut brought: Vec<(String, String)> = Vec::new();
    for (identifier, texts) in output.snippets() {
        for (index, text) in texts.iter().enumerate() {
            let path = format!("./snippets/{identifier}/inline{index}.js");
            brought.push((path, text.clone()));
        }
    }
    for (path, text) in output.local_modules() {
        brought.push((format!("./snippets/{path}"), text.clone()));
    }
    brought.sort();
    for (index, (path, text)) in brought.into_iter().enumerate() {
        let own_name = format!("{name}-part{index}.js");
        script = script.replace(&path, &format!("{{{{{own_name}}}}}"));
        sources.push(Source {
            name: own_name,
            bytes: text.into_bytes(),
        });
    }
    sources.push(Source {
        name: format!("{name}.js"),
        bytes: script.into_bytes(),
    });
    sources.push(Source {
        name: format!("{name}.wasm"),
        bytes: output.wasm_mut().emit_wasm(),
    });
    Ok(sources)
}
