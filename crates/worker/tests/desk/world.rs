//! A host in this process, and devices that reach it over loopback.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use hudhud_base::ConversationId;
use hudhud_client::{Client, Config, Home, Options, Unlock};
use hudhud_server::{Config as HostConfig, ServeArgs, Server};

use super::page::Page;

/// A host, and a directory for everything.
pub(crate) struct World {
    directory: tempfile::TempDir,
    pub(crate) host: String,
}

/// Runs a test on a host of its own.
pub(crate) fn run<F: Future>(test: impl FnOnce(World) -> F) {
    let directory = tempfile::tempdir().unwrap();
    let server = serve(&directory.path().join("host"), "test.example");
    let world = World {
        host: format!("http://{}", server.local_addr()),
        directory,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test(world));
    drop(runtime);
    server.shutdown().unwrap();
}

pub(crate) fn serve(data: &Path, domain: &str) -> Server {
    let args = ServeArgs {
        listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        data: Some(data.to_owned()),
        domain: Some(domain.to_owned()),
        cache_mib: Some(8),
        contact_bits: Some(4),
        sign_up_bits: Some(4),
        create_bits: Some(4),
        ..ServeArgs::default()
    };
    Server::start(HostConfig::resolve(args).unwrap()).unwrap()
}

impl World {
    /// A directory in the world's own.
    pub(crate) fn directory(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    /// The device in the home of this name, connected.
    pub(crate) async fn device(&self, name: &str) -> Client {
        self.opened(name, Duration::ZERO).await
    }

    /// The same, as if there was no network.
    pub(crate) async fn cut_off(&self, name: &str) -> Client {
        self.opened(name, Duration::from_secs(86_400)).await
    }

    async fn opened(&self, name: &str, connect_spread: Duration) -> Client {
        let directory = self.directory(name);
        let unlock = Unlock::KeyFile(self.directory(&format!("{name}.key")));
        let options = Options {
            engine: Config {
                receipt_delay_min_ms: 0,
                receipt_delay_max_ms: 1,
                ..Config::default()
            },
            connect_spread,
            ..Options::default()
        };
        Client::open(Home::new(directory), unlock, options)
            .await
            .unwrap()
    }

    /// A page on a new device.
    pub(crate) async fn page(&self, name: &str) -> Page {
        Page::open(self.device(name).await)
    }

    /// A page on a new device, with an account of this name.
    pub(crate) async fn person(&self, name: &str) -> Page {
        let mut page = self.page(name).await;
        page.sign_up(&self.host, name).await;
        page
    }

    /// Two people with a direct conversation, and its number at each.
    pub(crate) async fn two_who_talk(&self) -> ((Page, ConversationId), (Page, ConversationId)) {
        let mut amal = self.person("amal").await;
        let mut basim = self.person("basim").await;
        let at_amal = amal.start("@basim").await;
        let at_basim = basim.accept_request().await;
        amal.send(at_amal, "first").await;
        basim.last_becomes(at_basim, "first").await;
        ((amal, at_amal), (basim, at_basim))
    }
}
