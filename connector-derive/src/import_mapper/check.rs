//! What can be wrong with an import mapper, as far as its own struct shows it.

use proc_macro2::Ident;

use super::parse::{Field, Kind, Mapper, Use};
use crate::mapper::item;
use crate::shared::attributes::Place;
use crate::shared::diagnostics::Diagnostics;
use crate::shared::grammar::IMPORT_MAPPERS;
use crate::shared::names::plain;
use crate::words;

/// All that can be seen here.
pub fn check(mapper: &Mapper, log: &mut Diagnostics) {
    if !mapper.is_struct {
        return;
    }
    item::parameters(&mapper.ident, &mapper.generics, &IMPORT_MAPPERS, log);
    if !mapper.said.to.is_said() && !mapper.said.meant.maybe("to") {
        log.add(&mapper.ident, words::maps_nothing(&IMPORT_MAPPERS, &mapper.ident));
    }
    for found in &mapper.said.maps {
        sources(found, mapper, log);
        options(found, mapper, log);
    }
    for field in &mapper.fields {
        said(field, mapper, log);
    }
    roles(mapper, log);
    twice(mapper, log);
}

/// Whether functions of the whole struct may read any field.
fn is_read_whole(mapper: &Mapper) -> bool {
    let said = &mapper.said;
    [&said.finalize, &said.skip, &said.reference, &said.links].iter().any(|path| path.is_said())
}

fn is_read(field: &Field, mapper: &Mapper) -> bool {
    mapper.said.maps.iter().filter_map(|found| found.from.get()).flatten().any(|name| *name == field.ident)
}

fn said(field: &Field, mapper: &Mapper, log: &mut Diagnostics) {
    if field.broken {
        return;
    }
    if field.uses.is_empty() {
        log.add(&field.ident, words::unmapped(&field.ident, is_read(field, mapper)));
    }
    for found in &field.uses {
        let Some((kind, site)) = found.kind else { continue };
        keys(found, kind, log);
        options(found, mapper, log);
        match kind {
            Kind::Ignore if field.uses.len() > 1 => log.add_at(site, words::ignored_and_mapped(&field.ident)),
            Kind::Source if !is_read(field, mapper) && !is_read_whole(mapper) && field.uses.len() == 1 && !is_broken(mapper) => {
                log.add_at(site, words::unused_source(&field.ident));
            }
            _ => {}
        }
    }
}

/// Whether a `map(…)` has a mistake, and may have been meant to read anything.
fn is_broken(mapper: &Mapper) -> bool {
    mapper.said.meant.maybe("map") || mapper.said.maps.iter().any(|found| found.broken)
}

/// Keys that say nothing beside others.
fn keys(found: &Use, kind: Kind, log: &mut Diagnostics) {
    let with = matches!(kind, Kind::To | Kind::ExternalId | Kind::ExternalUpdatedAt | Kind::Children);
    let to = kind == Kind::To;
    let linked = to && found.via.is_said();
    for (key, name, fits) in [
        (found.with.key(), "with", with),
        (found.default.key(), "default", to),
        (found.via.key(), "via", to),
        (found.only_create.key(), "only_create", to || kind == Kind::Children),
        (found.options.key(), "options", to),
    ] {
        let Some(site) = key else { continue };
        if !fits {
            log.add_at(site, words::does_not_go(name, kind.key()));
        } else if linked && matches!(name, "options" | "default") {
            log.add_at(site, words::wrong_with_link(name));
        } else if name == "options" && !found.with.is_said() {
            log.add_at(site, words::goes_only("options", "with"));
        }
    }
}

fn options(found: &Use, mapper: &Mapper, log: &mut Diagnostics) {
    if let Some(site) = found.options.key().filter(|_| !mapper.said.options.is_said() && !mapper.said.meant.maybe("options")) {
        log.add_at(site, words::no_options());
    }
}

/// The fields that a `map(…)` reads.
fn sources(found: &Use, mapper: &Mapper, log: &mut Diagnostics) {
    let names: Vec<String> = mapper.fields.iter().map(|field| plain(&field.ident)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut seen: Vec<&Ident> = Vec::new();
    for name in found.from.get().into_iter().flatten() {
        let ignored = |field: &&Field| field.uses.iter().any(|found| matches!(found.kind, Some((Kind::Ignore, _))));
        match mapper.fields.iter().find(|field| plain(&field.ident) == plain(name)) {
            None => log.add(name, words::unknown_source(name, &mapper.ident, &names)),
            Some(_) if seen.contains(&name) => log.add(name, words::source_twice(&plain(name))),
            Some(field) if ignored(&field) => log.add(name, words::ignored_source(name)),
            Some(_) => {}
        }
        seen.push(name);
    }
}

/// The external ID, which has to be there, and the date; each once.
fn roles(mapper: &Mapper, log: &mut Diagnostics) {
    for role in [Kind::ExternalId, Kind::ExternalUpdatedAt] {
        let mut first: Option<&Ident> = None;
        for field in &mapper.fields {
            for (_, site) in field.uses.iter().filter_map(|found| found.kind).filter(|(kind, _)| *kind == role) {
                match first {
                    Some(first) => log.add_at(site, words::second_role(role.key(), first)),
                    None => first = Some(&field.ident),
                }
            }
        }
        if role == Kind::ExternalId && first.is_none() && !mapper.fields.iter().any(|field| field.broken) {
            log.add(&mapper.ident, words::no_external_id(&mapper.ident));
        }
    }
}

/// Targets that are filled twice.
fn twice(mapper: &Mapper, log: &mut Diagnostics) {
    let of_fields = mapper
        .fields
        .iter()
        .flat_map(|field| field.uses.iter().filter_map(|found| found.to.get()).map(|place| (place, format!("`{}`", plain(&field.ident)))));
    let of_maps = mapper.said.maps.iter().filter_map(|found| found.to.get()).map(|place| (place, "`map(...)`".to_owned()));
    let of_sets = mapper.said.sets.iter().map(|(place, _)| (place, "`set(...)`".to_owned()));
    let mut filled: Vec<(&Place, String)> = Vec::new();
    for (place, by) in of_maps.chain(of_sets).chain(of_fields) {
        match filled.iter().find(|(other, _)| item::shown(other) == item::shown(place)) {
            Some((_, first)) => log.add_at(item::site(place), words::filled_twice(&item::shown(place), first)),
            None => filled.push((place, by)),
        }
    }
}
