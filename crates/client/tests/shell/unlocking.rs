//! The lock of a device: a passphrase, or a file.

use hudhud_client::{Client, Home, LockKind, OpenError, StoreOpenError, Unlock, UnlockError};

use crate::door::{Door, options};

fn passphrase(text: &str) -> Unlock {
    Unlock::Passphrase(text.to_owned().into())
}

#[tokio::test(start_paused = true)]
async fn a_device_opens_with_its_passphrase_and_with_no_other() {
    let door = Door::open().await;
    let directory = tempfile::tempdir().unwrap();
    let home = || Home::new(directory.path().join("amina"));
    let amina = Client::open(home(), passphrase("open, sesame"), options())
        .await
        .unwrap();
    door.sign_up(&amina, "amina").await;
    amina.close().await;
    let wrong = Client::open(home(), passphrase("open, barley"), options()).await;
    assert!(
        matches!(wrong, Err(OpenError::Store(StoreOpenError::WrongKey))),
        "{wrong:?}"
    );
    let amina = Client::open(home(), passphrase("open, sesame"), options())
        .await
        .unwrap();
    assert!(amina.account().await.unwrap().unwrap().signed_up);
}

#[tokio::test(start_paused = true)]
async fn a_device_says_which_kind_of_lock_it_has() {
    let directory = tempfile::tempdir().unwrap();
    let home = || Home::new(directory.path().join("amina"));
    let key = || Unlock::KeyFile(directory.path().join("amina.key"));
    let amina = Client::open(home(), key(), options()).await.unwrap();
    amina.close().await;
    let wrong = Client::open(home(), passphrase("open, sesame"), options()).await;
    let wanted = match wrong {
        Err(OpenError::Unlock(UnlockError::OtherLock { wanted })) => wanted,
        other => panic!("opened, or failed otherwise: {other:?}"),
    };
    assert_eq!(wanted, LockKind::KeyFile);
    assert!(Client::open(home(), key(), options()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_open_does_not_open_twice() {
    let directory = tempfile::tempdir().unwrap();
    let home = || Home::new(directory.path().join("amina"));
    let key = || Unlock::KeyFile(directory.path().join("amina.key"));
    let amina = Client::open(home(), key(), options()).await.unwrap();
    assert!(Client::open(home(), key(), options()).await.is_err());
    amina.close().await;
    assert!(Client::open(home(), key(), options()).await.is_ok());
}
