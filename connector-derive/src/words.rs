//! The wording of every message, in one place.
//!
//! Lower case, the subject in backticks, what is wrong; then `help:` with the very text to write.

use proc_macro2::Ident;
use syn::{Path, Type};

use crate::shared::grammar::{ALL, Grammar, KeyForm, Keys, RoleForm};
use crate::shared::names::{Kept, plain, technical};
use crate::shared::similar::nearest;
use crate::shared::types::{Seen, shown};

fn help(what: impl AsRef<str>, help: impl AsRef<str>) -> String {
    format!("{}\nhelp: {}", what.as_ref(), help.as_ref())
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// "did you mean …?", or the list of what there is.
fn known(written: &str, names: &[&str], what: &str) -> String {
    match nearest(written, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if names.is_empty() => format!("there are no {what}"),
        None => format!("the {what} are {}", quoted(names.iter().copied())),
    }
}

// Attributes and their keys

/// A key is there twice.
pub fn repeated_key(key: &str) -> String {
    help(format!("`{key}` is said twice"), "remove one of them")
}

/// A key that an attribute does not have.
pub fn unknown_key(key: &str, keys: &Keys) -> String {
    let what = format!("`{key}` is no key of `#[{}(...)]` on {}", keys.attribute, keys.on);
    let names: Vec<&str> = keys.forms.iter().map(|form| form.name).collect();
    if nearest(key, names.iter().copied()).is_none()
        && let Some(other) = ALL.iter().find(|other| other.forms.iter().any(|form| form.name == key))
    {
        return help(
            format!("{what}: it belongs to `#[{}(...)]` on {}", other.attribute, other.on),
            format!("the keys here are {}", quoted(names)),
        );
    }
    help(what, known(key, &names, "keys"))
}

/// Something else than a key.
pub fn key_expected(keys: &Keys) -> String {
    help(
        format!("`#[{}(...)]` on {} takes keys", keys.attribute, keys.on),
        format!("the keys are {}", quoted(keys.forms.iter().map(|form| form.name))),
    )
}

/// `#[field = …]`.
pub fn attribute_takes_a_list(attribute: &str) -> String {
    help(format!("`#[{attribute}]` takes its keys in parentheses"), format!("write `#[{attribute}(...)]`"))
}

/// No comma between two entries.
pub fn comma_expected() -> String {
    "expected a comma before this".to_owned()
}

/// A value where none belongs.
pub fn key_takes_no_value(key: &KeyForm) -> String {
    help(format!("`{}` takes no value", key.name), format!("write `{}` alone", key.name))
}

/// No value, or one of another kind.
pub fn wrong_value(key: &KeyForm) -> String {
    let kind = match key.name {
        "crate" | "selection" | "parent" | "after" => "a path",
        "translate" => "nothing, or the path of a function",
        "id" => "a type",
        "related" => "a link and a field of what it links",
        "ondelete" => "one of `cascade`, `restrict`, `set_null`",
        "default" => "an expression",
        "size" => "a number",
        "where" => "the name of a field",
        "serde" => "`true` or `false`",
        _ => "a text in quotes",
    };
    help(format!("`{}` takes {kind}", key.name), format!("write it like `{}`", key.form))
}

/// `#[record(…)]` on a field.
pub fn belongs_on_the_struct(path: &Path, grammar: &Grammar) -> String {
    let attribute = shown(path);
    help(format!("`#[{attribute}(...)]` stands on the struct, not on a field"), format!("move it above the {} itself", grammar.noun))
}

// Items

/// A derive of a struct on a tuple struct.
pub fn tuple_struct(grammar: &Grammar, ident: &Ident) -> String {
    help(
        format!("`derive({})` goes on a struct with named fields, and `{ident}` is a tuple struct", grammar.derive),
        format!("give the fields names: `struct {ident} {{ ... }}`"),
    )
}

/// A derive of a struct on an enum.
pub fn model_on_enum(grammar: &Grammar, ident: &Ident) -> String {
    help(
        format!("`derive({})` goes on a struct with named fields, and `{ident}` is an enum", grammar.derive),
        "for a closed list of values, use `derive(Selection)`",
    )
}

/// Any derive on a union.
pub fn on_union(derive: &str, ident: &Ident) -> String {
    let item = if derive == "Selection" { "an enum" } else { "a struct" };
    help(format!("`derive({derive})` goes on {item}, and `{ident}` is a union"), format!("make `{ident}` {item}"))
}

/// `derive(Selection)` on a struct.
pub fn selection_on_struct(ident: &Ident) -> String {
    help(
        format!("`derive(Selection)` goes on an enum, and `{ident}` is a struct"),
        "for a model, use `derive(Backend)`, `derive(Record)` or `derive(ExternalBinding)`; for an ID, `derive(ExternalId)`",
    )
}

/// `derive(ExternalId)` on an enum.
pub fn external_id_on_enum(ident: &Ident) -> String {
    help(
        format!("`derive(ExternalId)` goes on a struct around one value, and `{ident}` is an enum"),
        "for a closed list of values, use `derive(Selection)`",
    )
}

/// `derive(ExternalId)` on a struct without fields, or with several.
pub fn external_id_fields(ident: &Ident, fields: usize) -> String {
    let found = if fields == 0 { "no field".to_owned() } else { format!("{fields} fields") };
    help(
        format!("`derive(ExternalId)` goes on a struct with one field, and `{ident}` has {found}"),
        format!("wrap the ID as the external system writes it: `struct {ident}(String);`"),
    )
}

/// An ID around something that is none.
pub fn external_id_type(ty: &Type) -> String {
    help(format!("`{}` cannot be an external ID", shown(ty)), wrapped_ids(ty))
}

/// A parameter on a model.
pub fn parameter(grammar: &Grammar, ident: &Ident, parameter: &str) -> String {
    help(
        format!("the {} `{ident}` has the parameter `{parameter}`: one type is one table", grammar.noun),
        "remove the parameter, and declare one struct for each table",
    )
}

/// A parameter on a selection or an ID.
pub fn plain_parameter(derive: &str, ident: &Ident, parameter: &str) -> String {
    help(format!("`{ident}` has the parameter `{parameter}`: `derive({derive})` goes on a type without parameters"), "remove the parameter")
}

/// A key that belongs to `foreign` records.
pub fn foreign_only(key: &str) -> String {
    help(
        format!("`{key}` goes with `foreign` records only: the key of every other table is the store's own"),
        format!("remove `{key}`, or add `foreign` if the table is the application's"),
    )
}

/// `many_per_record` without a record.
pub fn many_of_none() -> String {
    help("a `direct` binding links no record, so there cannot be many per record", "remove `many_per_record` or `direct`")
}

/// A record in a direct binding.
pub fn direct_with_record(field: &Ident) -> String {
    help(
        format!("a `direct` binding links no record, and `{field}` is one"),
        format!("remove `direct` from `#[binding(...)]`, or the field `{field}`"),
    )
}

// Names

/// A model without a name.
pub fn no_technical_name(grammar: &Grammar, ident: &Ident) -> String {
    help(
        format!("the {} `{ident}` has no technical name", grammar.noun),
        format!("add `#[{}(name = \"{}\")]`", grammar.keys.attribute, technical(&plain(ident))),
    )
}

/// A name of another form.
pub fn technical_name(name: &str, fault: &str) -> String {
    let suggestion: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '.' })
        .collect::<String>()
        .split('.')
        .map(|part| part.trim_start_matches(|c: char| !c.is_ascii_lowercase()))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    let suggestion = if suggestion.is_empty() { "magento.backend".to_owned() } else { suggestion };
    help(
        format!("the technical name {name:?} {fault}: lower-case words of letters, digits and `_`, with dots between them"),
        format!("write it like \"{suggestion}\""),
    )
}

/// A table, column or index name that no database has.
pub fn database_name(name: &str, kept: Kept, fault: &str) -> String {
    let way = match kept {
        Kept::Column => "give the field another one: `#[field(column = \"...\")]`",
        Kept::Table | Kept::ForeignTable => "give it another one: `table = \"...\"`",
        Kept::Index => "give it another one: `name = \"...\"`",
    };
    help(format!("the {} name {name:?} {fault}", kept.word()), way)
}

/// Two fields with one column; for SQLite, names that differ by the case of letters are one.
pub fn column_twice(column: &str, first: &Ident, second: &Ident) -> String {
    help(
        format!("the column `{column}` of `{second}` is already the column of `{first}`"),
        "give one of them another one: `#[field(column = \"...\")]`",
    )
}

// Roles

/// A mandated field is not there.
pub fn missing_role(form: &RoleForm, grammar: &Grammar, ident: &Ident, fields: &[&str]) -> String {
    let what = format!("the {} `{ident}` has no {}", grammar.noun, form.noun);
    let line = format!("{}: {},", form.names[0], form.ty);
    match nearest(form.names[0], fields.iter().copied()) {
        Some(near) => help(
            what,
            format!("rename `{near}` to `{}`, mark it with `#[{}({})]`, or add `{line}`", form.names[0], grammar.keys.attribute, form.key),
        ),
        None => help(what, format!("add `{line}`, or mark the field that is it with `#[{}({})]`", grammar.keys.attribute, form.key)),
    }
}

/// Two fields claim a role.
pub fn second_claim(form: &RoleForm, grammar: &Grammar, second: &Ident, first: &Ident, by_name: bool) -> String {
    let way = if by_name {
        format!(
            "remove one of them, or give `{second}` another name, with `#[field(column = {:?})]` if its column is to keep it",
            plain(second)
        )
    } else {
        format!("remove `#[{}({})]` from one of them", grammar.keys.attribute, form.key)
    };
    help(format!("`{second}` is a second {} of this {}: `{first}` is it already", form.noun, grammar.noun), way)
}

/// One field claims two roles.
pub fn two_roles(field: &Ident) -> String {
    help(format!("`{field}` cannot have two roles"), "keep one of them, and declare a field for the other")
}

/// A role with a type that cannot be it.
pub fn role_type(form: &RoleForm, grammar: &Grammar, field: &Ident, ty: &Type, better: &str) -> String {
    help(format!("the {} of a {} is `{}`, and not `{}`", form.noun, grammar.noun, form.ty, shown(ty)), format!("write `{field}: {better}`"))
}

/// An external ID of a type that is none.
pub fn external_id_role(field: &Ident, ty: &Type, inner: &Type) -> String {
    help(format!("`{field}: {}` cannot be an external ID", shown(ty)), wrapped_ids(inner))
}

fn wrapped_ids(ty: &Type) -> String {
    if Seen::of(ty) == Seen::BigInteger {
        return "integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise".to_owned();
    }
    "use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`".to_owned()
}

/// A role that is not stored.
pub fn role_not_stored(form: &RoleForm, field: &Ident, key: &str) -> String {
    help(format!("`{field}` has the role `{}`, which has to be stored", form.key), format!("remove `{key}`"))
}

// Fields

/// A key that a field without a column cannot have.
pub fn needs_column(key: &str, field: &Ident, reason: &str) -> String {
    help(format!("`{key}` does not go with `{reason}`: `{field}` has no column"), format!("remove `{key}` or `{reason}`"))
}

/// `skip` beside `related`.
pub fn skip_related() -> String {
    help("`skip` does not go with `related`: a related field is not stored in any case", "remove `skip`")
}

/// `size = 0`.
pub fn wrong_size() -> String {
    help("a size is a whole number of characters, at least 1", "write it like `size = 64`, or leave it out for a text of any length")
}

/// A size without a length.
pub fn size_without_length(field: &Ident, ty: &Type) -> String {
    help(format!("`size` goes with texts, and `{field}` is `{}`", shown(ty)), "remove `size`")
}

/// `default` or `index` on a secret.
pub fn secret_with(key: &str, field: &Ident) -> String {
    help(format!("`{key}` does not go with a secret: `{field}` is stored encrypted, each value differently"), format!("remove `{key}`"))
}

/// `translate` on something else.
pub fn translate_without_translated(field: &Ident, ty: &Type, optional: bool) -> String {
    let better = if optional { "Option<Translated>" } else { "Translated" };
    help(
        format!("`translate` goes with `Translated`, and `{field}` is `{}`", shown(ty)),
        format!("write `{field}: {better}`, or remove `translate`"),
    )
}

/// `Translated` without `translate`.
pub fn translated_without_translate(field: &Ident) -> String {
    help(
        format!("`{field}` is `Translated`, and does not say how it is translated"),
        "add `#[field(translate)]` for the text as a whole, or `#[field(translate = path)]` for its terms",
    )
}

/// `selection = …` on something else.
pub fn selection_without_text(field: &Ident, ty: &Type) -> String {
    help(format!("`selection` goes with `String`, and `{field}` is `{}`", shown(ty)), "remove `selection`")
}

/// `selection = …` on a selection.
pub fn selection_twice(field: &Ident, ty: &Type) -> String {
    help(
        format!("`{field}` is `{}`: the type is already a selection, with values of its own", shown(ty)),
        "remove `selection`, or make the field a `String`",
    )
}

/// `ondelete` without a link.
pub fn ondelete_without_link(field: &Ident, ty: &Type) -> String {
    help(
        format!("`ondelete` goes with links, and `{field}` is `{}`", shown(ty)),
        "remove `ondelete`, or make the field a `RecordId<...>`, `BackendId<...>` or `BindingId<...>`",
    )
}

/// `set_null` on a link that must be there.
pub fn set_null_required(field: &Ident, ty: &Type, role: bool) -> String {
    let way = if role {
        "write `restrict` or `cascade`".to_owned()
    } else {
        format!("write `{field}: Option<{}>`, or `restrict` or `cascade`", shown(ty))
    };
    help(format!("`set_null` on `{field}`: the field cannot be null"), way)
}

/// Another policy.
pub fn unknown_policy(policy: &str) -> String {
    help(format!("`{policy}` says nothing about deletion"), known(policy, &["cascade", "restrict", "set_null"], "choices"))
}

/// `related` on another type.
pub fn related_type(field: &Ident, ty: &Type) -> String {
    help(
        format!("`related` goes with `Related<...>`, and `{field}` is `{}`", shown(ty)),
        format!("write `{field}: Related<{}>`, with the very type of the field that is read", shown(ty)),
    )
}

/// `Related` without `related`.
pub fn related_without_path(field: &Ident) -> String {
    help(
        format!("`{field}` is `Related`, and does not say what it reads"),
        "add `#[field(related = link.field)]`, like `#[field(related = backend_id.location)]`",
    )
}

/// A link that is not there.
pub fn related_unknown(link: &Ident, model: &Ident, links: &[&str]) -> String {
    help(format!("`{model}` has no field `{link}`"), known(&plain(link), links, "links"))
}

/// A link that is none.
pub fn related_no_link(link: &Ident, ty: &Type, links: &[&str]) -> String {
    let there =
        if links.is_empty() { "this model has no links".to_owned() } else { format!("the links are {}", quoted(links.iter().copied())) };
    help(format!("`{link}` is no link: it is `{}`", shown(ty)), there)
}

// Uniqueness

/// `#[unique]` without a field.
pub fn unique_of_nothing() -> String {
    help("`#[unique]` names no field", "write the fields first: `#[unique(backend_id, email)]`")
}

/// `#[unique]` over a field that is not there.
pub fn unique_unknown(name: &Ident, model: &Ident, fields: &[&str], renamed: Option<&str>) -> String {
    let way = renamed.map_or_else(|| known(&plain(name), fields, "fields"), |field| format!("did you mean `{field}`?"));
    help(format!("`{model}` has no field `{name}`"), way)
}

/// A field twice in one key.
pub fn unique_field_twice(name: &Ident) -> String {
    help(format!("`{name}` is in this key twice"), "remove one of them")
}

/// A field that no key can be over.
pub fn unique_unfit(name: &Ident, reason: &str) -> String {
    help(format!("`{name}` cannot be in a key: it is {reason}"), "remove it from `#[unique(...)]`")
}

/// Two keys over the same fields.
pub fn unique_twice(fields: &str) -> String {
    help(format!("there is a `#[unique]` over {fields} already: a key is a set of fields, whatever their order"), "remove one of them")
}

/// Two keys with one name.
pub fn unique_name_twice(name: &str) -> String {
    help(format!("another key of this model is called {name:?}"), "give one of them another `name`")
}

/// A condition that does not hold true or false.
pub fn where_not_bool(field: &Ident, ty: &Type) -> String {
    help(format!("`where` takes a `bool` field, and `{field}` is `{}`", shown(ty)), "name a `bool` field, like `where = active`")
}

/// A condition on a key that always holds.
pub fn where_on_generated() -> String {
    help("the key over these fields holds for all rows: it cannot be weakened", "remove `where`")
}

/// Many per record, and one per record.
pub fn many_and_one() -> String {
    help("`many_per_record` contradicts the `#[unique]` over the backend and the record", "remove `many_per_record`, or that `#[unique]`")
}

// Selections

/// An enum without variants.
pub fn no_variants(ident: &Ident) -> String {
    help(
        format!("`{ident}` has no variants: a selection has at least one value"),
        "add one: `#[selection(\"draft\", label = \"Draft\")] Draft,`",
    )
}

/// A variant without a value.
pub fn no_value(variant: &Ident) -> String {
    let value = plain(variant).to_lowercase();
    help(format!("`{variant}` has no value to be stored as"), format!("add `#[selection({value:?})]`"))
}

/// A variant with two values.
pub fn second_value(value: &str) -> String {
    help(format!("{value:?} is a second value of this variant"), "remove one of them")
}

/// A value that is a word and no text.
pub fn value_is_a_text() -> String {
    help("the value of a variant is a text in quotes", "write it like `#[selection(\"1.7\", label = \"Magento 1.7\")]`")
}

/// The empty value.
pub fn empty_value(variant: &Ident) -> String {
    help(
        format!("the value of `{variant}` is empty"),
        format!("write a text; for \"no value\", make the field an `Option` and remove `{variant}`"),
    )
}

/// A value with a character that no database keeps.
pub fn nul_value(variant: &Ident) -> String {
    help(format!("the value of `{variant}` contains a NUL character"), "write it without")
}

/// A variant with fields.
pub fn variant_fields(variant: &Ident) -> String {
    help(format!("`{variant}` has fields: a value of a selection is a text and nothing else"), format!("write `{variant},`"))
}

/// Two variants with one value.
pub fn same_value(value: &str, first: &Ident) -> String {
    help(format!("the value {value:?} is already the value of `{first}`"), "give one of them another value")
}

/// `parent` or `after` names no variant.
pub fn unknown_variant(name: &str, ident: &Ident, variants: &[&str], base: Option<&str>) -> String {
    let way = match (base, nearest(name, variants.iter().copied())) {
        (Some(base), None) => format!("did you mean `{base}::{name}`?"),
        _ => known(name, variants, "variants"),
    };
    help(format!("`{ident}` has no variant `{name}`"), way)
}

/// `parent` or `after` names its own variant.
pub fn own_variant(key: &str, variant: &Ident) -> String {
    help(format!("`{variant}` is its own `{key}`"), format!("name another variant, or remove `{key}`"))
}

/// Parents, or orders, in a circle.
pub fn circle(key: &str, chain: &str) -> String {
    help(format!("`{key}` goes in a circle: {chain}"), format!("remove one `{key}` of the circle"))
}

/// `after` where everything is in its order already.
pub fn after_on_base() -> String {
    help(
        "`after` belongs to additions: the values of a selection itself are in the order of its variants",
        "move the variant, and remove `after`",
    )
}

/// `#[selection_add]` twice, or with something else than a path.
pub fn one_base() -> String {
    help("`#[selection_add(...)]` takes one enum", "write it like `#[selection_add(MagentoVersion)]`")
}

// schema!

/// Something else than a list in `schema!`.
pub fn schema_form(found: &str) -> String {
    help(found, "write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`")
}
