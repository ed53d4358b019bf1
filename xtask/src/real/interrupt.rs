//! Ctrl-C: noticed by everything that waits, so that what was started is stopped on the way out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Error, Explain as _, Result};

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on, to be interrupted is an error of whatever waits ([`check`]). A second signal ends the process at once: what it
/// started stops by itself then, as its input ends.
pub fn listen() -> Result<()> {
    let asked = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_shutdown(signal, 1, Arc::clone(asked))
            .and_then(|_| flag::register(signal, Arc::clone(asked)))
            .explain(|| "cannot listen to signals")?;
    }
    Ok(())
}

/// An error once this process was asked to stop.
pub fn check() -> Result<()> {
    let asked = ASKED.get().is_some_and(|asked| asked.load(Ordering::Relaxed));
    if asked { Err(Error::new("interrupted: everything that was started is stopped")) } else { Ok(()) }
}
