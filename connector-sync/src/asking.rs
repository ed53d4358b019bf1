//! How the remote is asked: again after a pause where that may help.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use crate::progress::OnProgress;
use crate::{Progress, RemoteError};

/// The longest pause before the remote is asked again. What it wants to be asked later is left to the next run.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// Asks the remote, again after a pause where `again` says so.
pub(crate) async fn ask<R, F: Future<Output = Result<R, RemoteError>>>(
    model: &'static str,
    progress: &mut Option<OnProgress<'_>>,
    again: fn(&RemoteError) -> bool,
    ask: impl FnMut() -> F,
) -> Result<R, RemoteError> {
    let pauses = ExponentialBuilder::default().with_min_delay(Duration::from_millis(200)).with_factor(3.0).with_max_times(4).with_jitter();
    ask.retry(pauses)
        .when(again)
        .adjust(|error, pause| Some(pause?.max(error.get_retry_after().unwrap_or_default())).filter(|pause| *pause <= LONGEST_PAUSE))
        .notify(|error, pause| {
            tracing::warn!(model, %error, ?pause, "the remote is asked again");
            if let Some(progress) = progress {
                progress(&Progress::Waiting { model, error, pause });
            }
        })
        .await
}
