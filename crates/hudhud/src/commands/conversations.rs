//! `conversations`: the list.

use crate::arguments::Conversations;
use crate::device::Device;
use crate::json;
use crate::problem::Problem;
use crate::show;
use crate::words::Phrase;

pub(super) async fn run(device: &Device, arguments: &Conversations) -> Result<(), Problem> {
    device.account().await?;
    device.become_current().await?;
    let all = device.client.conversations(None, arguments.limit).await?;
    if all.is_empty() {
        device.ui.remark(Phrase::NoConversations, &[]);
    }
    for conversation in &all {
        device.ui.result(
            || json::conversation("conversation", conversation),
            || show::conversation(&device.ui, conversation),
        )?;
    }
    Ok(())
}
