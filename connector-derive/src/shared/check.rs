//! What can be wrong with any model.

use proc_macro2::Ident;
use syn::GenericParam;

use super::diagnostics::{Diagnostics, Site};
use super::grammar::{Role, RoleForm};
use super::model::{Field, Generated, Model, Unique, same_set};
use super::names::{Kept, database_fault, plain, technical_fault};
use super::parse::{OnDelete, ParsedUnique};
use super::slot::Once;
use super::types::{Seen, inside_option, is_unsized};
use crate::words;

/// Everything that does not depend on the derive.
pub fn check(model: &mut Model, generated: &[Generated], log: &mut Diagnostics) {
    parameters(model, log);
    names(model, log);
    missing_roles(model, log);
    unstored_roles(model, log);
    for field in &model.fields {
        field_keys(field, log);
        field_type(field, log);
        related(field, model, log);
    }
    columns(model, log);
    uniques(model, generated, log);
}

fn parameters(model: &Model, log: &mut Diagnostics) {
    for parameter in &model.generics.params {
        let (at, name) = parameter_name(parameter);
        log.add_at(at, words::parameter(model.grammar, &model.ident, &name));
    }
}

/// Where a parameter is, and what it is called.
pub fn parameter_name(parameter: &GenericParam) -> (Site, String) {
    match parameter {
        GenericParam::Lifetime(lifetime) => (Site::of(&lifetime.lifetime), lifetime.lifetime.to_string()),
        GenericParam::Type(ty) => (Site::of(&ty.ident), ty.ident.to_string()),
        GenericParam::Const(constant) => (Site::of(&constant.ident), constant.ident.to_string()),
    }
}

fn names(model: &Model, log: &mut Diagnostics) {
    let container = &model.container;
    if !container.name.is_said() && !container.meant.maybe("name") && model.is_struct {
        log.add(&model.ident, words::no_technical_name(model.grammar, &model.ident));
    }
    for name in [&container.name, &container.renamed_from].into_iter().filter_map(Once::get) {
        if let Some(fault) = technical_fault(&name.value) {
            log.add_at(name.site, words::technical_name(&name.value, fault));
        }
    }
    let kept = if container.foreign.is_said() { Kept::ForeignTable } else { Kept::Table };
    let table_is_known = container.table.is_said() || container.name.get().is_some_and(|name| technical_fault(&name.value).is_none());
    if table_is_known {
        let site = container.table.get().or(container.name.get()).map_or_else(|| Site::of(&model.ident), |text| text.site);
        database_name(&model.table, kept, site, log);
    }
}

fn database_name(name: &str, kept: Kept, site: Site, log: &mut Diagnostics) {
    if let Some(fault) = database_fault(name, kept) {
        log.add_at(site, words::database_name(name, kept, &fault));
    }
}

fn missing_roles(model: &Model, log: &mut Diagnostics) {
    if !model.is_struct {
        return;
    }
    let free: Vec<&str> = model.fields.iter().filter(|field| field.role.is_none()).map(|field| field.name.as_str()).collect();
    for form in model.grammar.roles.iter().filter(|form| form.mandated) {
        let direct = model.container.direct.is_said() || model.container.meant.maybe("direct");
        let wanted = form.role != Role::Record || !direct;
        let meant = model.fields.iter().any(|field| field.meant.maybe(form.key));
        if wanted && !meant && model.role(form.role).is_none() {
            log.add(&model.ident, words::missing_role(form, model.grammar, &model.ident, &free));
        }
    }
}

fn unstored_roles(model: &mut Model, log: &mut Diagnostics) {
    for form in model.grammar.roles {
        let Some(field) = model.role(form.role) else { continue };
        let key = [("skip", field.said.skip.key()), ("related", field.said.related.key())];
        let Some((key, site)) = key.into_iter().find_map(|(key, site)| Some((key, site?))) else { continue };
        log.add_at(site, words::role_not_stored(form, &field.ident, key));
        model.broken.push(form.role);
    }
}

/// Keys that go with a column, on a field that has none.
fn field_keys(field: &Field, log: &mut Diagnostics) {
    let said = &field.said;
    let Some(reason) = (if said.related.is_said() {
        Some("related")
    } else if said.skip.is_said() {
        Some("skip")
    } else {
        None
    }) else {
        return column_name(field, log);
    };
    if let (Some(site), true) = (said.skip.key(), said.related.is_said()) {
        log.add_at(site, words::skip_related());
    }
    let keys = [
        ("size", said.size.key()),
        ("translate", said.translate.key()),
        ("selection", said.selection.key()),
        ("ondelete", said.ondelete.key()),
        ("default", said.default.key()),
        ("index", said.index.key()),
        ("column", said.column.key()),
        ("renamed_from", said.renamed_from.key()),
    ];
    for (key, site) in keys {
        if let Some(site) = site {
            log.add_at(site, words::needs_column(key, &field.ident, reason));
        }
    }
}

fn column_name(field: &Field, log: &mut Diagnostics) {
    let site = field.said.column.get().map_or_else(|| Site::of(&field.ident), |text| text.site);
    database_name(&field.column, Kept::Column, site, log);
    if let Some(before) = field.said.renamed_from.get() {
        database_name(&before.value, Kept::Column, before.site, log);
    }
}

/// Keys that go with certain types only. What cannot be seen by the name of the type is checked where the type is known.
fn field_type(field: &Field, log: &mut Diagnostics) {
    let said = &field.said;
    if !field.is_stored() {
        return;
    }
    let (inner, optional) = field.inner();
    let seen = Seen::of(inner);
    if is_no_such_role(field.role, seen) {
        return;
    }
    if is_unsized(&field.ty) && field.role.is_none() {
        log.add(&field.ty, words::unsized_field(&field.ident, &field.ty));
        return;
    }
    if seen == Seen::Option && field.role.is_none() && inside_option(inner).1 {
        log.add(inner, words::option_twice(&field.ident, inner));
        return;
    }
    if seen == Seen::Related && said.meant.maybe("related") {
        return;
    }
    if seen == Seen::Related {
        log.add(&field.ty, words::related_without_path(&field.ident));
        return;
    }
    if seen == Seen::Secret {
        for (key, site) in [("default", said.default.key()), ("index", said.index.key())] {
            if let Some(site) = site {
                log.add_at(site, words::secret_with(key, &field.ident));
            }
        }
    }
    if let Some((_, site)) = said.size.get()
        && !matches!(seen, Seen::Text | Seen::Translated | Seen::Unknown)
    {
        log.add_at(*site, words::size_without_length(&field.ident, &field.ty));
    }
    match (said.translate.key(), seen) {
        (None, Seen::Translated) if !said.meant.maybe("translate") => log.add(&field.ty, words::translated_without_translate(&field.ident)),
        (None, _) | (Some(_), Seen::Translated | Seen::Unknown) => {}
        (Some(site), _) => log.add_at(site, words::translate_without_translated(&field.ident, &field.ty, optional)),
    }
    match (said.selection.key(), seen) {
        (None, _) | (_, Seen::Text | Seen::Unknown) => {}
        (Some(site), Seen::Extensible) => log.add_at(site, words::selection_twice(&field.ident, &field.ty)),
        (Some(site), _) => log.add_at(site, words::selection_without_text(&field.ident, &field.ty)),
    }
    match (said.ondelete.key(), said.ondelete.get()) {
        (Some(site), _) if !seen.is_link() && seen != Seen::Unknown => {
            log.add_at(site, words::ondelete_without_link(&field.ident, &field.ty));
        }
        (_, Some((OnDelete::SetNull, site))) if seen.is_link() && !optional => {
            log.add_at(*site, words::set_null_required(&field.ident, &field.ty, field.role.is_some()));
        }
        _ => {}
    }
}

/// Whether the type cannot be that of the role, which is told where the roles are looked at, and then is all there is to say.
fn is_no_such_role(role: Option<Role>, seen: Seen) -> bool {
    let possible = match role {
        None => return false,
        Some(Role::Name) => matches!(seen, Seen::Text),
        Some(Role::Version) => matches!(seen, Seen::Extensible),
        Some(Role::Record | Role::Backend) => seen.is_link(),
        Some(Role::ExternalId) => matches!(seen, Seen::Text | Seen::Integer),
        Some(Role::SyncDate | Role::ExternalUpdatedAt) => matches!(seen, Seen::Time),
    };
    !possible && seen != Seen::Unknown
}

fn related(field: &Field, model: &Model, log: &mut Diagnostics) {
    let Some((link, _)) = field.said.related.get() else { return };
    if field.role.is_some() {
        return;
    }
    if Seen::of(&field.ty) != Seen::Related && Seen::of(&field.ty) != Seen::Unknown {
        log.add(&field.ty, words::related_type(&field.ident, &field.ty));
    }
    let links: Vec<&str> = model
        .fields
        .iter()
        .filter(|other| other.is_stored() && Seen::of(other.inner().0).is_link())
        .map(|other| other.name.as_str())
        .collect();
    match model.position(link).map(|position| &model.fields[position]) {
        None if model.is_missing_role(link) => {}
        None => log.add(link, words::related_unknown(link, &model.ident, &links)),
        Some(other) => {
            let seen = Seen::of(other.inner().0);
            if is_no_such_role(other.role, seen) && matches!(other.role, Some(Role::Backend | Role::Record)) {
                // Its type is wrong, which is told.
            } else if !other.is_stored() && (seen.is_link() || seen == Seen::Related) {
                log.add(link, words::related_not_stored(link));
            } else if !other.is_stored() || (!seen.is_link() && seen != Seen::Unknown) {
                log.add(link, words::related_no_link(link, &other.ty, &links));
            }
        }
    }
}

fn columns(model: &Model, log: &mut Diagnostics) {
    let stored: Vec<&Field> = model.fields.iter().filter(|field| field.is_stored()).collect();
    for (position, field) in stored.iter().enumerate() {
        if let Some(first) = stored[..position].iter().find(|first| first.column.eq_ignore_ascii_case(&field.column)) {
            let site = field.said.column.get().map_or_else(|| Site::of(&field.ident), |text| text.site);
            log.add_at(site, words::column_twice(&field.column, &first.ident, &field.ident));
        }
    }
}

fn uniques(model: &Model, generated: &[Generated], log: &mut Diagnostics) {
    let mut earlier: Vec<(Vec<usize>, Option<usize>)> = Vec::new();
    for unique in &model.declared {
        let positions = unique_fields(unique, model, log);
        if let Some(name) = unique.name.get() {
            database_name(&name.value, Kept::Index, name.site, log);
        }
        let only_where = unique.only_where.get().and_then(|name| unique_where(name, model, log));
        if positions.is_empty() {
            continue;
        }
        if unique.only_where.is_said() && generated.iter().any(|key| is_over(model, key, &positions)) {
            let site = unique.only_where.key().unwrap_or(unique.site);
            log.add_at(site, words::where_on_generated());
        }
        if earlier.iter().any(|(fields, condition)| *condition == only_where && same_set(fields, &positions)) {
            let names: Vec<String> = positions.iter().map(|field| format!("`{}`", model.fields[*field].name)).collect();
            let site = match (unique.fields.first(), unique.fields.last()) {
                (Some(first), Some(last)) => Site::of(first).to(Site::of(last)),
                _ => unique.site,
            };
            log.add_at(site, words::unique_twice(&names.join(", ")));
        }
        earlier.push((positions, only_where));
    }
    unique_names(model, log);
}

/// No two keys of a model have one name, whether it was said or made. (Two keys over the same fields are told already.)
fn unique_names(model: &Model, log: &mut Diagnostics) {
    for (position, unique) in model.uniques.iter().enumerate() {
        let twice = model.uniques[..position].iter().any(|other| {
            let same_key = other.only_where == unique.only_where && same_set(&other.fields, &unique.fields);
            let said = |key: &Unique| key.declared.is_some_and(|place| model.declared[place].name.is_said());
            other.name.eq_ignore_ascii_case(&unique.name) && (!same_key || (said(other) && said(unique)))
        });
        if twice {
            let declared = unique.declared.map(|place| &model.declared[place]);
            let site = declared.map(|key| key.name.get().map_or(key.site, |name| name.site));
            log.add_at(site.unwrap_or_else(|| Site::of(&model.ident)), words::unique_name_twice(&unique.name));
        }
    }
}

/// Whether a declared key is over the fields of a generated one.
pub fn is_over(model: &Model, key: &Generated, positions: &[usize]) -> bool {
    let roles = key.roles.iter().map(|role| model.fields.iter().position(|field| field.role == Some(*role)));
    roles.collect::<Option<Vec<usize>>>().is_some_and(|fields| same_set(&fields, positions))
}

/// The fields of a key by position; none where one of them is a mistake.
fn unique_fields(unique: &ParsedUnique, model: &Model, log: &mut Diagnostics) -> Vec<usize> {
    if unique.fields.is_empty() && !unique.meant.maybe("") {
        log.add_at(unique.site, words::unique_of_nothing());
    }
    let mut positions = Vec::new();
    let mut sound = true;
    for name in &unique.fields {
        let Some(position) = model.position(name) else {
            if !model.is_missing_role(name) {
                log.add(name, unknown_field(name, model));
            }
            sound = false;
            continue;
        };
        if positions.contains(&position) {
            log.add(name, words::unique_field_twice(name));
            sound = false;
            continue;
        }
        if let Some(reason) = unfit(&model.fields[position]) {
            log.add(name, words::unique_unfit(name, reason));
            sound = false;
        }
        positions.push(position);
    }
    if sound { positions } else { Vec::new() }
}

/// Why no key can be over the field.
fn unfit(field: &Field) -> Option<&'static str> {
    if field.said.skip.is_said() {
        return Some("not stored");
    }
    if field.said.related.is_said() {
        return Some("read through a link, and not stored here");
    }
    match Seen::of(field.inner().0) {
        Seen::Translated => Some("a text in several languages"),
        Seen::Secret => Some("a secret, and stored encrypted"),
        _ => None,
    }
}

fn unique_where(name: &Ident, model: &Model, log: &mut Diagnostics) -> Option<usize> {
    let Some(position) = model.position(name) else {
        log.add(name, unknown_field(name, model));
        return None;
    };
    let field = &model.fields[position];
    if let Some(reason) = unfit(field) {
        log.add(name, words::unique_unfit(name, reason));
    } else if !matches!(Seen::of(&field.ty), Seen::Bool | Seen::Unknown) {
        log.add(name, words::where_not_bool(name, &field.ty));
    }
    Some(position)
}

/// A name that no field has. The Odoo documentation's own slip, `magento_id` for `external_id`, is nearer than it looks.
fn unknown_field(name: &Ident, model: &Model) -> String {
    let fields: Vec<&str> = model.fields.iter().map(|field| field.name.as_str()).collect();
    let plain = plain(name);
    let external = model.role(Role::ExternalId).filter(|_| plain.ends_with("_id"));
    let renamed = external.filter(|_| super::similar::nearest(&plain, fields.iter().copied()).is_none());
    words::unique_unknown(name, &model.ident, &fields, renamed.map(|field| field.name.as_str()))
}

/// A role whose type is known not to be it.
pub fn wrong_type(model: &mut Model, form: &'static RoleForm, better: &str, log: &mut Diagnostics) {
    if let Some(field) = model.role(form.role) {
        log.add(&field.ty, words::role_type(form, model.grammar, &field.ident, &field.ty, better));
        model.broken.push(form.role);
    }
}
