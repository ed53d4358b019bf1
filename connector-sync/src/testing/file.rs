//! The file of a recording.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::RecordingError;
use super::exchange::Exchange;

/// All of it.
#[derive(Serialize, Deserialize)]
struct File {
    exchanges: Vec<Exchange>,
}

pub(super) fn read(path: &Path) -> Result<Vec<Exchange>, RecordingError> {
    let shown = || path.display().to_string();
    let text = std::fs::read(path).map_err(|error| RecordingError::File { path: shown(), error })?;
    let file: File = serde_json::from_slice(&text).map_err(|error| RecordingError::Unreadable { path: shown(), error })?;
    Ok(file.exchanges)
}

/// Whole, or not at all.
pub(super) fn write(path: &Path, exchanges: Vec<Exchange>) -> Result<(), RecordingError> {
    let failed = |error| RecordingError::File { path: path.display().to_string(), error };
    let text = serde_json::to_vec_pretty(&File { exchanges }).map_err(|error| failed(error.into()))?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("json.new");
    std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path)).map_err(failed)
}
