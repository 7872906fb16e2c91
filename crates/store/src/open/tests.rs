use super::*;
use crate::records;

#[test]
fn what_was_committed_is_read_back() {
    let mut store = Store::in_memory();
    let tx = store.begin().unwrap();
    records::put(tx.db(), b"key", b"value").unwrap();
    tx.commit().unwrap();
    assert_eq!(
        records::read(store.reader().db(), b"key"),
        Ok(Some(b"value".to_vec()))
    );
}
