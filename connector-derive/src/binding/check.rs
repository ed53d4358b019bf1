//! What can be wrong with a binding.

use crate::shared::check::{is_over, wrong_type};
use crate::shared::diagnostics::{Diagnostics, Site};
use crate::shared::grammar::Role;
use crate::shared::model::{Generated, Model};
use crate::shared::types::{Seen, argument, bare, inside_option, shown};
use crate::words;

/// The types of its roles, and what contradicts `direct` and `many_per_record`.
pub fn check(model: &mut Model, per_record: &Generated, log: &mut Diagnostics) {
    direct(model, log);
    many_per_record(model, per_record, log);
    types(model, log);
}

fn direct(model: &mut Model, log: &mut Diagnostics) {
    if !model.container.direct.is_said() {
        return;
    }
    if let Some(site) = model.container.many_per_record.key() {
        log.add_at(site, words::many_of_none());
    }
    if let Some(field) = model.role(Role::Record) {
        let site = field.role_site.unwrap_or_else(|| Site::of(&field.ident));
        log.add_at(site, words::direct_with_record(&field.ident));
        model.broken.push(Role::Record);
    }
}

fn many_per_record(model: &Model, per_record: &Generated, log: &mut Diagnostics) {
    let Some(site) = model.container.many_per_record.key() else { return };
    let contradicted = model.declared.iter().any(|unique| {
        let fields = unique.fields.iter().map(|name| model.position(name)).collect::<Option<Vec<usize>>>();
        !unique.only_where.is_said() && fields.is_some_and(|fields| is_over(model, per_record, &fields))
    });
    if contradicted {
        log.add_at(site, words::many_and_one());
    }
}

fn types(model: &mut Model, log: &mut Diagnostics) {
    for form in model.grammar.roles {
        let Some(field) = model.sound_role(form.role) else { continue };
        let (inner, optional) = inside_option(&field.ty);
        let seen = Seen::of(inner);
        let alias = seen == Seen::Unknown;
        match form.role {
            Role::Record | Role::Backend => {
                let id = if form.role == Role::Record { "RecordId" } else { "BackendId" };
                let known = argument(inner, id).is_some();
                if optional || !(alias || known) {
                    let better = if known { shown(inner) } else { form.ty.to_owned() };
                    wrong_type(model, form, &better, log);
                }
            }
            Role::ExternalId if !matches!(seen, Seen::Text | Seen::Integer | Seen::Unknown) => {
                log.add(&field.ty, words::external_id_role(&field.ident, &field.ty, bare(inner)));
                model.broken.push(Role::ExternalId);
            }
            Role::SyncDate | Role::ExternalUpdatedAt if !(optional && matches!(seen, Seen::Time) || alias && !optional) => {
                wrong_type(model, form, form.ty, log);
            }
            _ => {}
        }
    }
}
