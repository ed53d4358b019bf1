//! The variables: what they are called, what they were called before, and those that nobody asks for.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use connector_core::__private::nearest;
use connector_core::{Backend, Field, ModelMeta};
use zeroize::Zeroizing;

use super::refused;
use crate::{Error, Store, installation, secrets};

/// A part of a variable: in capitals, whatever is no letter or digit as `_`.
fn part(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' }).collect()
}

/// What all variables of a kind begin with.
fn of_kind(model: &str) -> String {
    format!("CONNECTOR_{}_", part(model))
}

/// The variable that gives a field of one backend instance: its kind, its name and the field.
pub(crate) fn variable(model: &str, name: &str, field: &str) -> String {
    format!("{}{}_{}", of_kind(model), part(name), part(field))
}

/// The variables that may give a field: the one of today, and then those that it had before the kind or the field was renamed.
/// `models` are all that are known.
fn of_field<'v>(models: &[&str], meta: &'v ModelMeta, name: &'v str, field: &'v Field) -> impl Iterator<Item = String> + use<'v> {
    // A model of today may have the name that this kind had: its variables, with its address and its secrets, are its own.
    let old = meta.renamed_from.filter(|old| models.iter().all(|model| part(model) != part(old)));
    let kinds = move || std::iter::once(meta.name).chain(old);
    // A field of today may have the name that another one had.
    let old = field.renamed_from.filter(|old| meta.fields.iter().all(|field| field.name != *old));
    kinds().flat_map(move |kind| std::iter::once(field.name).chain(old).map(move |field| variable(kind, name, field)))
}

/// What a variable holds; an empty one is as one that is not set.
pub(crate) fn set(variable: &str) -> Result<Option<Zeroizing<String>>, Error> {
    let Some(text) = std::env::var_os(variable).filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.into_string().map_err(|_| refused(variable, "it is no UTF-8"))?;
    Ok(Some(Zeroizing::new(text)))
}

/// Whether it is the first time that a variable is warned of in this process, whose environment is one.
fn is_first(variable: &str) -> bool {
    static WARNED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    WARNED.lock().unwrap_or_else(PoisonError::into_inner).insert(variable.to_owned())
}

impl Store {
    /// The variables that may give a field, the one of today first.
    pub(super) fn variables<'v>(&self, meta: &'v ModelMeta, name: &'v str, field: &'v Field) -> impl Iterator<Item = String> + use<'v> {
        of_field(&self.statements().names(), meta, name, field)
    }

    /// What the environment gives for a field, with the variable that does.
    pub(super) fn given(&self, meta: &ModelMeta, name: &str, field: &Field) -> Result<Option<(String, Zeroizing<String>)>, Error> {
        let mut first = None;
        for variable in self.variables(meta, name, field) {
            if let Some(text) = self.statements().variables.get(&variable)? {
                if let Some(today) = first.filter(|_| is_first(&variable)) {
                    tracing::warn!("the environment variable {variable} is one of an old name: call it {today}");
                }
                return Ok(Some((variable, text)));
            }
            first.get_or_insert(variable);
        }
        Ok(None)
    }

    /// Warns, once, of variables of a kind that give nothing: they are misspelt, or of a backend that is called otherwise now.
    pub(super) async fn warn_of_unknown<B: Backend + Send + Sync>(&self) -> Result<(), Error> {
        let kind = of_kind(B::NAME);
        // Another kind may begin as this one does.
        let others: Vec<String> =
            self.statements().names().into_iter().map(of_kind).filter(|other| *other != kind && other.starts_with(&kind)).collect();
        let own = [installation::VARIABLE, secrets::KEY, secrets::KEY_FILE];
        let set = std::env::vars_os().filter_map(|(variable, _)| variable.into_string().ok());
        let of_this = |variable: &String| variable.starts_with(&kind) && !own.contains(&variable.as_str());
        let mut unknown: Vec<String> =
            set.filter(of_this).filter(|variable| !others.iter().any(|other| variable.starts_with(other))).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let names = self.backend_names::<B>().await?;
        let models = self.statements().names();
        let of_name = |name: &str, field| of_field(&models, B::META, name, field).collect::<Vec<_>>();
        let known = |name: &str| B::FIELDS.iter().flat_map(|field| of_name(name, field)).collect::<Vec<_>>();
        let all: Vec<String> = names.iter().flat_map(|name| known(name)).collect();
        unknown.retain(|variable| !all.contains(variable) && is_first(variable));
        for variable in unknown {
            // The longest name first: `main` and `main b` begin alike.
            let begins = |name: &&String| variable.starts_with(&format!("{kind}{}_", part(name)));
            let problem = match names.iter().filter(begins).max_by_key(|name| name.len()) {
                Some(name) => {
                    let begin = format!("{kind}{}_", part(name));
                    let fields: Vec<String> = B::FIELDS.iter().map(|field| part(field.name)).collect();
                    let meant = nearest(&variable[begin.len()..], fields.iter().map(String::as_str));
                    let meant =
                        meant.map_or_else(|| format!("there are {}", fields.join(", ")), |field| format!("did you mean {begin}{field}?"));
                    format!("{} {name:?} has no such field: {meant}", B::NAME)
                }
                None if names.is_empty() => continue,
                None => {
                    let begins: Vec<String> = names.iter().take(5).map(|name| format!("{kind}{}_…", part(name))).collect();
                    format!("no {} is called so: those of the ones that are there begin with {}", B::NAME, begins.join(", "))
                }
            };
            tracing::warn!("the environment variable {variable} gives nothing: {problem}");
        }
        Ok(())
    }
}
