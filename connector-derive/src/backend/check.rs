//! What can be wrong with a backend.

use crate::shared::check::wrong_type;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::Role;
use crate::shared::model::Model;
use crate::shared::types::{Seen, inside_option};

/// The types of its roles.
pub fn check(model: &mut Model, log: &mut Diagnostics) {
    for form in model.grammar.roles {
        let Some(field) = model.sound_role(form.role) else { continue };
        let (inner, optional) = inside_option(&field.ty);
        let seen = Seen::of(inner);
        let fits = match form.role {
            Role::Name => !optional && matches!(seen, Seen::Text | Seen::Unknown),
            _ => matches!(seen, Seen::Extensible | Seen::Unknown),
        };
        if !fits {
            wrong_type(model, form, form.ty, log);
        }
    }
}
