//! Links that break, hosts that do not answer, and how long a device waits.

use std::time::Duration;

use hudhud_dialogue::Trouble;
use tokio::time::Instant;

use crate::door::{Answering, Door, soon};

#[tokio::test(start_paused = true)]
async fn a_device_makes_its_links_again_when_they_break() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    for _ in 0..3 {
        door.cut_links();
        door.until_linked().await;
        amina.until_quiet(soon()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_device_connects_by_itself_when_the_host_is_back() {
    let mut door = Door::open().await;
    let amina = door.person("amina").await;
    door.shut().await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    let stands = amina.standstill().await.unwrap();
    assert!(!stands.connected);
    assert_eq!(stands.trouble, Some(Trouble::Unreachable));
    door.open_again().await;
    amina.until_quiet(soon()).await.unwrap();
    assert!(amina.standstill().await.unwrap().connected);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_hangs_up_is_tried_less_and_less_often_and_never_given_up() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::HangsUp);
    door.attempts();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let first = door.attempts().len();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    door.attempts();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let later = door.attempts().len();
    assert!(first > later, "{first} attempts at first, {later} later");
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert!(!door.attempts().is_empty());
    drop(amina);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_to_be_left_alone_is_left_alone_so_long() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::Busy);
    tokio::time::sleep(Duration::from_secs(20)).await;
    let stands = amina.standstill().await.unwrap();
    assert_eq!(stands.trouble, Some(Trouble::Busy));
    let attempts = door.attempts();
    let last = attempts.last().copied().unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let next = door.attempts().first().copied().unwrap();
    assert!(next - last >= Duration::from_secs(10), "{:?}", next - last);
}

#[tokio::test(start_paused = true)]
async fn whoever_knows_that_the_network_is_back_need_not_wait_for_the_next_attempt() {
    let mut door = Door::open().await;
    let amina = door.person("amina").await;
    door.shut().await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    door.open_again().await;
    let asked = Instant::now();
    amina.reconnect().await.unwrap();
    amina.until_quiet(soon()).await.unwrap();
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_that_takes_a_connection_and_says_nothing_is_given_up_after_twenty_seconds() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::Nobody);
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert!(!amina.standstill().await.unwrap().connected);
    tokio::time::sleep(Duration::from_secs(30)).await;
    let stands = amina.standstill().await.unwrap();
    assert_eq!(stands.trouble, Some(Trouble::Unreachable));
}

#[tokio::test(start_paused = true)]
async fn a_link_on_which_nothing_is_heard_is_asked_for_a_sign_of_life_and_then_given_up() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::Mute);
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert!(amina.standstill().await.unwrap().connected);
    let before = door.attempts().len();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert!(!door.attempts().is_empty(), "{before}");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_is_quiet_and_alive_stays() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    // Until every link that it wants is there.
    tokio::time::sleep(Duration::from_secs(10)).await;
    door.attempts();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(door.attempts().is_empty());
    assert!(amina.standstill().await.unwrap().connected);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_host_is_named_as_that() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::Stranger);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let stands = amina.standstill().await.unwrap();
    assert_eq!(stands.trouble, Some(Trouble::NotAHost));
    assert!(stands.is_hopeless());
}

#[tokio::test(start_paused = true)]
async fn a_link_that_brings_bytes_that_are_no_frame_is_ended_and_made_again() {
    let door = Door::open().await;
    let amina = door.person("amina").await;
    door.answers(Answering::Garbled);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let stands = amina.standstill().await.unwrap();
    assert_eq!(stands.trouble, Some(Trouble::Malformed));
    door.answers(Answering::Host);
    amina.until_quiet(soon()).await.unwrap();
}
