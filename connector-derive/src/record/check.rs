//! What can be wrong with a record.

use crate::shared::diagnostics::{Diagnostics, Site};
use crate::shared::model::Model;
use crate::shared::names::{Kept, database_fault};
use crate::words;

/// `key` and `id` belong to tables of the application's.
pub fn check(model: &Model, log: &mut Diagnostics) {
    let container = &model.container;
    if !container.foreign.is_said() && !container.meant.maybe("foreign") {
        for (key, site) in [("key", container.key.key()), ("id", container.id.key())] {
            if let Some(site) = site {
                log.add_at(site, words::foreign_only(key));
            }
        }
        return;
    }
    let column = container.key.get().map(|key| key.value.clone());
    for field in model.fields.iter().filter(|field| field.is_stored()) {
        if column.as_ref().is_some_and(|key| field.column.eq_ignore_ascii_case(key)) {
            let site = field.said.column.get().map_or_else(|| Site::of(&field.ident), |text| text.site);
            log.add_at(site, words::key_as_field(&field.ident, &field.column));
        }
    }
    // `id` is a fine name for the key of a table that is not the store's.
    if let Some(key) = container.key.get().filter(|key| !key.value.eq_ignore_ascii_case("id"))
        && let Some(fault) = database_fault(&key.value, Kept::Column)
    {
        log.add_at(key.site, words::database_name(&key.value, Kept::Column, &fault));
    }
}
