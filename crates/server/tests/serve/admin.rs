//! The host's own socket, and who may ask what there.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use hudhud_base::Handle;
use hudhud_server::{AdminClient, AdminError, AdminLine, AdminRefusal, AdminRequest};
use hudhud_wire::{LinkKind, Reply, Request};

use crate::links::sign_up;
use crate::world::{Log, connect, conversations, message, metrics, settings, start, stop, value};

/// Asks from a thread of its own, as another program would.
async fn ask(data: &Path, question: AdminRequest) -> Result<Vec<AdminLine>, AdminError> {
    let data = data.to_owned();
    let asked = tokio::task::spawn_blocking(move || {
        let mut client = AdminClient::ask(&data, &question)?;
        let mut lines = Vec::new();
        while let Some(line) = client.next_line()? {
            lines.push(line);
        }
        Ok(lines)
    });
    asked.await.unwrap()
}

/// What is answered to bytes that may be no question.
async fn raw(data: &Path, bytes: Vec<u8>) -> String {
    let socket = data.join("admin");
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        // Who is refused may be so before all was heard.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    });
    asked.await.unwrap()
}

#[tokio::test]
async fn the_socket_is_there_while_the_host_runs_and_for_nobody_else() {
    let data = tempfile::tempdir().unwrap();
    let none = ask(data.path(), AdminRequest::Usage {}).await;
    assert!(matches!(&none, Err(AdminError::NoHost { .. })), "{none:?}");
    let server = start(settings(data.path()));
    let socket = data.path().join("admin");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut link = conversations(server.local_addr()).await;
    link.create(&Log::new(7)).await;
    let lines = ask(data.path(), AdminRequest::Usage {}).await.unwrap();
    let [AdminLine::Usage(usage)] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!((usage.accounts, usage.logs, usage.blobs), (0, 1, 0));
    assert!(usage.store_bytes > 0 && usage.total_bytes > usage.free_bytes);
    drop(link);
    stop(server).await;
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_socket_that_a_killed_host_left_is_taken_over() {
    let data = tempfile::tempdir().unwrap();
    stop(start(settings(data.path()))).await;
    drop(std::os::unix::net::UnixListener::bind(data.path().join("admin")).unwrap());
    let none = ask(data.path(), AdminRequest::Usage {}).await;
    assert!(matches!(none, Err(AdminError::NoHost { .. })));
    let server = start(settings(data.path()));
    let lines = ask(data.path(), AdminRequest::Accounts { after: None }).await;
    let end = AdminLine::End {
        damaged: 0,
        next: None,
    };
    assert_eq!(lines.unwrap(), [end]);
    stop(server).await;
}

#[tokio::test]
async fn what_is_no_question_is_refused_and_the_next_one_is_answered() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let malformed = "1 {\"is\":\"refused\",\"why\":\"malformed\"}\n";
    let long = format!(
        "1 {{\"ask\":\"account\",\"whom\":\"{}\"}}\n",
        "x".repeat(1 << 20)
    );
    let cases: [&[u8]; 5] = [
        b"",
        b"1 {\"ask\":\"usa",
        b"1 {\"ask\":\"everything\"}\n",
        b"1 {\"ask\":\"usage\",\"all\":true}\n",
        long.as_bytes(),
    ];
    for case in cases {
        let answer = raw(data.path(), case.to_vec()).await;
        // Where more is sent than is heard, the answer may be lost with the rest.
        assert!(answer == malformed || case.len() > 1024, "{answer}");
    }
    let answer = raw(data.path(), b"2 {\"ask\":\"usage\"}\n".to_vec()).await;
    assert_eq!(answer, "1 {\"is\":\"refused\",\"why\":\"version\"}\n");
    let whom = "@nobody".to_owned();
    let nobody = ask(data.path(), AdminRequest::Suspend { whom }).await;
    assert!(matches!(
        nobody,
        Err(AdminError::Refused(AdminRefusal::NoSuchName))
    ));
    assert!(ask(data.path(), AdminRequest::Usage {}).await.is_ok());
    stop(server).await;
}

#[tokio::test]
async fn who_connects_and_says_or_reads_nothing_takes_one_of_four_places_and_keeps_no_host_from_stopping()
 {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let mut link = conversations(server.local_addr()).await;
    let log = Log::new(7);
    link.create(&log).await;
    link.open(&log, Handle(1)).await;
    // More than fits between the two ends of a socket.
    for number in 0..100 {
        link.ask(message(Handle(1), number, 30_000)).await;
    }
    let socket = data.path().join("admin");
    let mut held: Vec<_> = (0..4)
        .map(|_| UnixStream::connect(&socket).unwrap())
        .collect();
    held[0]
        .write_all(b"1 {\"ask\":\"backup\",\"mib_per_second\":64}\n")
        .unwrap();
    let fifth = raw(data.path(), b"1 {\"ask\":\"usage\"}\n".to_vec()).await;
    assert_eq!(fifth, "1 {\"is\":\"refused\",\"why\":\"busy\"}\n");
    let silent = held.pop();
    drop(silent);
    let busy = AdminRequest::Backup {
        mib_per_second: 64,
        earlier: None,
    };
    let second = loop {
        // The place of whoever left is free in a moment.
        match ask(data.path(), AdminRequest::Usage {}).await {
            Err(AdminError::Refused(AdminRefusal::Busy)) => tokio::task::yield_now().await,
            _ => break ask(data.path(), busy.clone()).await,
        }
    };
    assert!(
        matches!(second, Err(AdminError::Refused(AdminRefusal::Busy))),
        "one backup at a time: {second:?}"
    );
    // Nobody waits for them: the host serves, and stops when it is told.
    link.ask(message(Handle(1), 200, 10)).await;
    drop(link);
    let began = std::time::Instant::now();
    stop(server).await;
    assert!(began.elapsed() < Duration::from_secs(30));
}

/// Tells the socket from a thread that is another user's, as far as the system knows.
fn as_another_user(socket: &Path) -> Option<String> {
    let (root, other) = (
        rustix::process::Uid::ROOT,
        rustix::process::Uid::from_raw(65_534),
    );
    let socket = socket.to_owned();
    std::thread::spawn(move || {
        // Of this thread alone. Only root may, and only then is there another user to be.
        rustix::thread::set_thread_res_uid(other, other, root).ok()?;
        let mut stream = UnixStream::connect(socket).unwrap();
        let _ = stream.write_all(b"1 {\"ask\":\"usage\"}\n");
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        Some(answer)
    })
    .join()
    .unwrap()
}

#[tokio::test]
async fn another_user_who_reaches_the_socket_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let server = start(settings(directory.path()));
    let socket = directory.path().join("admin");
    let open = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open(directory.path(), 0o755);
    open(&socket, 0o666);
    let answer = tokio::task::spawn_blocking(move || as_another_user(&socket));
    if let Some(answer) = answer.await.unwrap() {
        assert_eq!(answer, "1 {\"is\":\"refused\",\"why\":\"not-you\"}\n");
    }
    stop(server).await;
}

#[tokio::test]
async fn accounts_are_counted_and_one_id_has_one_spelling() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    let server = start(args.clone());
    let mut link = connect(server.local_addr()).await;
    link.hello(LinkKind::Account).await;
    let (sign_up, _) = sign_up(5);
    let reply = link.ask(Request::SignUp(Box::new(sign_up))).await;
    assert!(!matches!(reply, Reply::Refused(_)), "{reply:?}");
    let all = ask(data.path(), AdminRequest::Accounts { after: None }).await;
    let all = all.unwrap();
    let [AdminLine::Account(account), AdminLine::End { .. }] = &all[..] else {
        panic!("one account signed up")
    };
    let id = &account.account;
    for (whom, is_known) in [
        (id.clone(), true),
        (id.to_uppercase(), false),
        (format!("@{id}@else.example"), false),
    ] {
        let told = ask(data.path(), AdminRequest::Account { whom }).await;
        assert_eq!(told.is_ok(), is_known, "{told:?}");
    }
    drop(link);
    stop(server).await;
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let server = start(args);
    // The first count comes with the first second.
    while value(&metrics(&server).await, "hudhud_host_accounts") != 1 {}
    stop(server).await;
}
