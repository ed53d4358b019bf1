//! What can be wrong with an export mapper, as far as its own struct shows it.

use super::parse::{Field, Mapper};
use crate::mapper::item;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::EXPORT_MAPPERS;
use crate::words;

/// All that can be seen here.
pub fn check(mapper: &Mapper, log: &mut Diagnostics) {
    if !mapper.is_struct {
        return;
    }
    item::parameters(&mapper.ident, &mapper.generics, &EXPORT_MAPPERS, log);
    if !mapper.from.is_said() && !mapper.meant.maybe("from") {
        log.add(&mapper.ident, words::maps_nothing(&EXPORT_MAPPERS, &mapper.ident));
    }
    for form in &mapper.forms {
        log.add(form, words::serde_form(&form.to_string()));
    }
    for field in mapper.fields.iter().filter(|field| !field.broken) {
        origin(field, log);
        keys(field, log);
        sources(field, log);
        if let Some(site) = field.options.key().filter(|_| !mapper.options.is_said() && !mapper.meant.maybe("options")) {
            log.add_at(site, words::no_options());
        }
    }
}

/// Where a field comes from: one thing.
fn origin(field: &Field, log: &mut Diagnostics) {
    match (field.from.key(), field.value.key()) {
        (Some(_), Some(value)) => log.add_at(value, words::two_origins()),
        (None, None) => match field.site {
            Some(site) => log.add_at(site, words::unsent(&field.ident)),
            None => log.add(&field.ident, words::unsent(&field.ident)),
        },
        _ => {}
    }
}

/// Keys that say nothing beside others.
fn keys(field: &Field, log: &mut Diagnostics) {
    let is_value = field.value.is_said() && !field.from.is_said();
    for (key, name) in
        [(field.with.key(), "with"), (field.via.key(), "via"), (field.default.key(), "default"), (field.options.key(), "options")]
    {
        let Some(site) = key else { continue };
        if is_value {
            log.add_at(site, words::does_not_go(name, "value"));
        } else if name == "options" && !field.with.is_said() {
            log.add_at(site, words::goes_only("options", "with"));
        } else if name == "default" && field.via.is_said() {
            log.add_at(site, words::wrong_with_link("default"));
        }
    }
    if let (Some(_), Some(always)) = (field.only_create.key(), field.always.key()) {
        log.add_at(always, words::does_not_go("always", "only_create"));
    }
}

/// Several sources are made one by a function; and each is there once.
fn sources(field: &Field, log: &mut Diagnostics) {
    let Some(places) = field.from.get().filter(|places| places.len() > 1) else { return };
    for (name, key) in [("via", field.via.key()), ("default", field.default.key())] {
        if let Some(site) = key {
            log.add_at(site, words::does_not_go(name, "from(...)"));
        }
    }
    if let Some(site) = field.from.key().filter(|_| !field.with.is_said()) {
        log.add_at(site, words::several_need_with());
    }
    for (position, place) in places.iter().enumerate() {
        let shown = item::shown(place);
        if places[..position].iter().any(|other| item::shown(other) == shown) {
            log.add_at(item::site(place), words::source_twice(&shown));
        }
    }
}
