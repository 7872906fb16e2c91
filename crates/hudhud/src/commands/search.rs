//! `search`: messages by their words.

use hudhud_dialogue::HitView;
use serde_json::json;

use crate::arguments::Search;
use crate::device::Device;
use crate::json as shape;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &Device, arguments: Search) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    let conversation = match &arguments.conversation {
        None => None,
        Some(text) => Some(device.conversation(text).await?.id),
    };
    let query = arguments.words.join(" ");
    let hits = device
        .client
        .search(query, conversation, None, arguments.limit)
        .await?;
    if hits.is_empty() {
        device.ui.remark(Phrase::NothingFound, &[]);
    }
    for hit in &hits {
        print(device, hit).await?;
    }
    Ok(())
}

async fn print(device: &Device, hit: &HitView) -> Result<(), Problem> {
    if device.ui.json {
        let mut object = shape::message("hit", &hit.message);
        let ranges: Vec<_> = hit
            .highlights
            .iter()
            .map(|(begin, end)| json!([begin, end]))
            .collect();
        if let Some(fields) = object.as_object_mut() {
            fields.insert("highlights".to_owned(), ranges.into());
        }
        return device.ui.object(&object);
    }
    let place = device.client.conversation(hit.message.conversation).await?;
    let place = place.map(|place| show::title(&device.ui, &place));
    device
        .ui
        .print(&show::message(&device.ui, &hit.message, place.as_deref()))
}
