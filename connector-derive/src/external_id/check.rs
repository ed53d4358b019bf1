//! What can be wrong with an external ID.

use super::parse::ExternalId;
use crate::shared::check::parameter_name;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::types::Seen;
use crate::words;

/// Parameters, and what no ID can be around.
pub fn check(id: &ExternalId, log: &mut Diagnostics) {
    for parameter in &id.generics.params {
        let (site, name) = parameter_name(parameter);
        log.add_at(site, words::plain_parameter("ExternalId", &id.ident, &name));
    }
    if !id.generics.params.is_empty() {
        return;
    }
    for (_, ty) in &id.inside {
        if !matches!(Seen::of(ty), Seen::Text | Seen::Integer | Seen::Unknown) {
            log.add(ty, words::external_id_type(ty));
        }
    }
}
