//! Where a browser keeps the key of the database: in `IndexedDB`, sealed by a key of the browser's
//! own that no program can read, only use (WebCrypto, AES-256-GCM, not extractable).
//!
//! Whoever copies the browser's files copies that key as well: this is against those who get the
//! database alone, and the passcode is against the others.

use hudhud_crypto::keys::StoreKey;
use hudhud_dialogue::page::Unopened;
use hudhud_worker::kept_key::KeptKey;
use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array, global};
use rand_core::UnwrapErr;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, CryptoKey, SubtleCrypto, WorkerGlobalScope};
use zeroize::Zeroizing;

/// The database of `IndexedDB`, and the one store in it.
const NAME: &str = "hudhud";
const STORE: &str = "keys";
/// The browser's own key.
const OWN_KEY: &str = "own key";
/// What is kept of the database's key: nonce, then the sealed encoding of a [`KeptKey`].
const KEPT: &str = "kept key";
/// Bytes of a nonce of AES-GCM.
const NONCE_BYTES: usize = 12;
const ALGORITHM: &str = "AES-GCM";

type Result<T> = std::result::Result<T, Unopened>;

/// A new key without a passcode.
pub(super) fn fresh() -> Result<KeptKey> {
    let key = StoreKey::generate(&mut UnwrapErr(getrandom::SysRng));
    seal(key, None)
}

/// A key as it is kept with this passcode, or with none.
pub(super) fn seal(key: StoreKey, passcode: Option<&str>) -> Result<KeptKey> {
    let sealed = KeptKey::new(key, passcode, &mut UnwrapErr(getrandom::SysRng));
    sealed.map_err(|_| Unopened::Browser)
}

/// What is kept; `None` if nothing is.
pub(super) async fn load() -> Result<Option<KeptKey>> {
    let database = open().await?;
    let found = (read(&database, OWN_KEY).await, read(&database, KEPT).await);
    // As long as it is open, nobody can erase it.
    database.close();
    let (own_key, kept) = (found.0?, found.1?);
    let (Some(own_key), Some(kept)) = (own_key, kept) else {
        return Ok(None);
    };
    let own_key: CryptoKey = own_key.dyn_into().map_err(|_| Unopened::KeyMissing)?;
    let kept: Uint8Array = kept.dyn_into().map_err(|_| Unopened::KeyMissing)?;
    let kept = kept.to_vec();
    let (nonce, sealed) = kept
        .split_at_checked(NONCE_BYTES)
        .ok_or(Unopened::KeyMissing)?;
    let subtle = subtle()?;
    let opening = subtle.decrypt_with_object_and_js_u8_array(
        &parameters(nonce),
        &own_key,
        &Uint8Array::from(sealed),
    );
    let opened = settled(opening).await.map_err(|_| Unopened::KeyMissing)?;
    let opened = Uint8Array::new(&opened);
    let bytes = Zeroizing::new(opened.to_vec());
    opened.fill(0, 0, opened.length());
    KeptKey::decode(&bytes)
        .map(Some)
        .map_err(|_| Unopened::KeyMissing)
}

/// Keeps this and nothing else, under a new key of the browser's.
pub(super) async fn save(kept: &KeptKey) -> Result<()> {
    let subtle = subtle()?;
    let own_key = generate(&subtle).await?;
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| Unopened::Browser)?;
    let clear = Uint8Array::from(kept.encode().as_slice());
    let sealing = subtle.encrypt_with_object_and_js_u8_array(&parameters(&nonce), &own_key, &clear);
    let sealed = settled(sealing).await;
    clear.fill(0, 0, clear.length());
    let mut record = nonce.to_vec();
    record.extend_from_slice(&Uint8Array::new(&sealed?).to_vec());
    let record = Uint8Array::from(record.as_slice());

    let database = JsValue::from(open().await?);
    // Both or neither. No other promise may be waited for meanwhile, or the transaction ends.
    let stored = async {
        let transaction = durable(&database)?;
        let store = transaction.object_store(STORE)?;
        store.put(&own_key, Some(&OWN_KEY.into()))?.await?;
        store.put(&record, Some(&KEPT.into()))?.await?;
        transaction.commit()?.await
    };
    let result = stored.await;
    if let Ok(database) = Database::try_from(database) {
        database.close();
    }
    result.map(|_| ()).map_err(|error| failed(&error))
}

/// A transaction to write in that is on the disk when it has ended, and not soon after, as browsers
/// like it: a database whose key was lost with the power is lost as well.
fn durable(database: &JsValue) -> std::result::Result<Transaction, idb::Error> {
    let begin = || {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
        begin.call3(database, &STORE.into(), &"readwrite".into(), &options)
    };
    Transaction::try_from(begin().map_err(idb::Error::TransactionOpenFailed)?)
}

/// Forgets everything.
pub(super) async fn erase() -> Result<()> {
    let erased = async { Factory::new()?.delete(NAME)?.await };
    erased.await.map_err(|error| failed(&error))
}

async fn open() -> Result<Database> {
    let opened = async {
        let mut request = Factory::new()?.open(NAME, Some(1))?;
        request.on_upgrade_needed(|event| {
            // It fails if the store is there already, which is as good.
            if let Ok(database) = event.database() {
                let _ = database.create_object_store(STORE, ObjectStoreParams::new());
            }
        });
        request.await
    };
    opened.await.map_err(|error| failed(&error))
}

async fn read(database: &Database, name: &str) -> Result<Option<JsValue>> {
    let found = async {
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(STORE)?;
        store.get(JsValue::from(name))?.await
    };
    found.await.map_err(|error| failed(&error))
}

fn subtle() -> Result<SubtleCrypto> {
    let scope: WorkerGlobalScope = global().unchecked_into();
    let subtle = scope.crypto().map_err(|_| Unopened::Browser)?.subtle();
    // Pages that came over plain text from another machine have none.
    if subtle.is_undefined() {
        Err(Unopened::NoFileSystem)
    } else {
        Ok(subtle)
    }
}

async fn generate(subtle: &SubtleCrypto) -> Result<CryptoKey> {
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let generating =
        subtle.generate_key_with_object(&AesKeyGenParams::new(ALGORITHM, 256), false, &usages);
    let key = settled(generating).await?;
    key.dyn_into().map_err(|_| Unopened::Browser)
}

fn parameters(nonce: &[u8]) -> AesGcmParams {
    AesGcmParams::new_with_u8_array(ALGORITHM, &Uint8Array::from(nonce))
}

async fn settled(promise: std::result::Result<Promise, JsValue>) -> Result<JsValue> {
    let promise = promise.map_err(|_| Unopened::Browser)?;
    JsFuture::from(promise).await.map_err(|_| Unopened::Browser)
}

fn failed(error: &idb::Error) -> Unopened {
    match error {
        idb::Error::DomException(exception) if exception.name() == "QuotaExceededError" => {
            Unopened::Full
        }
        _ => Unopened::Browser,
    }
}
