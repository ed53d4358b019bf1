//! How the remote is asked: again after a pause where that may help.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::progress::OnProgress;
use crate::{Progress, RemoteError};

/// The longest pause before the remote is asked again. What it wants to be asked later is left to the next run.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// Asks the remote, again after a pause where `again` says so.
pub(crate) async fn ask<R, F: Future<Output = Result<R, RemoteError>>>(
    model: &'static str,
    progress: &mut Option<OnProgress<'_>>,
    again: fn(&RemoteError) -> bool,
    mut ask: impl FnMut() -> F,
) -> Result<R, RemoteError> {
    let mut pauses = pauses();
    loop {
        let error = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(pause) = pause_after(&error, again, &mut pauses) else { return Err(error) };
        tell(model, progress, &error, pause);
        tokio::time::sleep(pause).await;
    }
}

fn pauses() -> ExponentialBackoff {
    let builder = ExponentialBuilder::default().with_min_delay(Duration::from_millis(200)).with_factor(3.0).with_max_times(4);
    builder.with_jitter().build()
}

/// How long it is before the remote is asked again, if it is.
fn pause_after(error: &RemoteError, again: fn(&RemoteError) -> bool, pauses: &mut ExponentialBackoff) -> Option<Duration> {
    let pause = pauses.next().filter(|_| again(error))?;
    Some(pause.max(error.get_retry_after().unwrap_or_default())).filter(|pause| *pause <= LONGEST_PAUSE)
}

fn tell(model: &'static str, progress: &mut Option<OnProgress<'_>>, error: &RemoteError, pause: Duration) {
    tracing::warn!(model, %error, ?pause, "the remote is asked again");
    if let Some(progress) = progress {
        progress(&Progress::Waiting { model, error, pause });
    }
}
