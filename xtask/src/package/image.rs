//! The image of a container: one layer with the program and the libraries it loads.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::tools::{architecture, output_of};
use super::tree::Tree;
use crate::step::{step, succeed};

/// Who runs in it: nobody that a machine knows.
pub(super) const USER: u32 = 65532;

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// Packs `program` as this version (OCI image layout 1.0 in one tar); the path of the archive.
pub(super) fn build(program: &Path, version: &str, out: &Path) -> anyhow::Result<PathBuf> {
    let (_, architecture) = architecture()?;
    let archive = out.join(format!("hudhud_{version}_{architecture}.image.tar"));
    step("image", || {
        let directory = tempfile::tempdir()?;
        let root = Tree::at(&directory.path().join("root"))?;
        install(&root, program)?;
        let layer = directory.path().join("layer.tar");
        succeed(&mut pack(&root.path(""), &layer))?;
        // What it writes is owned by whoever runs in it; the rest is nobody's to change.
        let data = Tree::at(&directory.path().join("data"))?;
        data.directory("var/lib/hudhud")?;
        let owned = directory.path().join("owned.tar");
        succeed(
            pack(&data.path("var/lib/hudhud"), &owned)
                .arg("--transform=s,^\\.,./var/lib/hudhud,")
                .args([format!("--owner={USER}"), format!("--group={USER}")])
                .arg("--mode=0700"),
        )?;
        succeed(
            Command::new("tar")
                .arg("--concatenate")
                .arg("--file")
                .args([&layer, &owned]),
        )?;
        let layout = Tree::at(&directory.path().join("layout"))?;
        describe(&layout, &layer, version, architecture)?;
        succeed(&mut pack(&layout.path(""), &archive))
    })?;
    Ok(archive)
}

/// The same bytes from the same files.
fn pack(directory: &Path, archive: &Path) -> Command {
    let mut command = Command::new("tar");
    command
        .args(["--create", "--sort=name", "--mtime=@0", "--numeric-owner"])
        .args(["--owner=0", "--group=0", "--format=gnu"])
        .arg("--file")
        .arg(archive)
        .arg("--directory")
        .arg(directory);
    command.arg(".");
    command
}

fn install(root: &Tree, program: &Path) -> anyhow::Result<()> {
    root.copy(program, "usr/bin/hudhud", 0o755)?;
    root.directory("var/lib")?;
    root.write(
        "etc/passwd",
        format!("hudhud:x:{USER}:{USER}::/var/lib/hudhud:/sbin/nologin\n").as_bytes(),
        0o644,
    )?;
    root.write("etc/group", format!("hudhud:x:{USER}:\n").as_bytes(), 0o644)?;
    for library in libraries(program)? {
        let place = library.strip_prefix("/").unwrap_or(&library);
        root.copy(Path::new(&library), place, 0o755)?;
    }
    Ok(())
}

/// The files that the system's loader would load, and the loader itself, under the names by which
/// they are asked for.
fn libraries(program: &Path) -> anyhow::Result<Vec<String>> {
    let listed = output_of(Command::new("ldd").arg(program))?;
    let paths = listed.lines().filter_map(|line| {
        line.split_whitespace()
            .find(|word| word.starts_with('/'))
            .map(str::to_owned)
    });
    Ok(paths.collect())
}

/// Writes the layout round a layer.
fn describe(layout: &Tree, layer: &Path, version: &str, architecture: &str) -> anyhow::Result<()> {
    let layer = add(layout, std::fs::read(layer)?, LAYER)?;
    let config = json!({
        "architecture": architecture,
        "os": "linux",
        "config": {
            "User": format!("{USER}:{USER}"),
            "Entrypoint": ["/usr/bin/hudhud"],
            "Cmd": ["serve"],
            "WorkingDir": "/var/lib/hudhud",
            "Env": [
                "HUDHUD_DATA=/var/lib/hudhud",
                "HUDHUD_LISTEN=0.0.0.0:8440",
                "HUDHUD_METRICS_LISTEN=127.0.0.1:9090",
            ],
            "ExposedPorts": { "8440/tcp": {} },
            "Volumes": { "/var/lib/hudhud": {} },
            "StopSignal": "SIGTERM",
            "Healthcheck": {
                "Test": ["CMD", "/usr/bin/hudhud", "health"],
                "Interval": 30_000_000_000_u64,
                "Timeout": 6_000_000_000_u64,
                "StartPeriod": 10_000_000_000_u64,
            },
        },
        "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
    });
    let config = add(layout, serde_json::to_vec(&config)?, CONFIG)?;
    // What `docker load` reads of an archive, beside the layout that everybody else reads.
    let for_docker = json!([{
        "Config": blob_path(&config)?,
        "RepoTags": [format!("hudhud:{version}"), "hudhud:latest"],
        "Layers": [blob_path(&layer)?],
    }]);
    layout.write("manifest.json", &serde_json::to_vec(&for_docker)?, 0o644)?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config,
        "layers": [layer],
    });
    let mut manifest = add(layout, serde_json::to_vec(&manifest)?, MANIFEST)?;
    manifest["annotations"] = json!({
        "io.containerd.image.name": format!("hudhud:{version}"),
        "org.opencontainers.image.ref.name": version,
    });
    let index = json!({ "schemaVersion": 2, "manifests": [manifest] });
    layout.write("index.json", &serde_json::to_vec(&index)?, 0o644)?;
    layout.write("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#, 0o644)
}

/// Puts bytes where their hash says; how they are referred to.
fn add(layout: &Tree, bytes: Vec<u8>, media_type: &str) -> anyhow::Result<Value> {
    layout.write("unnamed", &bytes, 0o644)?;
    let sum = output_of(Command::new("sha256sum").arg(layout.path("unnamed")))?;
    let hash = sum
        .split_whitespace()
        .next()
        .context("sha256sum printed nothing")?;
    layout.directory("blobs/sha256")?;
    std::fs::rename(
        layout.path("unnamed"),
        layout.path(&format!("blobs/sha256/{hash}")),
    )?;
    Ok(json!({
        "mediaType": media_type,
        "digest": format!("sha256:{hash}"),
        "size": bytes.len(),
    }))
}

fn blob_path(described: &Value) -> anyhow::Result<String> {
    let digest = described["digest"].as_str().context("no digest")?;
    Ok(format!("blobs/{}", digest.replace(':', "/")))
}
