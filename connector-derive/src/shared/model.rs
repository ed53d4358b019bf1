//! What a struct declares: names decided, roles and keys resolved.

use proc_macro2::Ident;
use syn::{Generics, Type};

use super::attributes::Meant;
use super::diagnostics::{Diagnostics, Site};
use super::grammar::{Grammar, Role};
use super::names::{fitting, in_words, plain, technical, with_article};
use super::parse::{Container, FieldSaid, Parsed, ParsedField, ParsedUnique};
use super::types::{Seen, inside_option, is_unsized};
use crate::words;

/// A model.
pub struct Model {
    /// What its derive asks for.
    pub grammar: &'static Grammar,
    /// The struct's name.
    pub ident: Ident,
    /// Its parameters, which are a mistake.
    pub generics: Generics,
    /// Whether it is a struct whose fields have names.
    pub is_struct: bool,
    /// What was said of it.
    pub container: Container,
    /// The technical name.
    pub name: String,
    /// What people call it.
    pub description: String,
    /// The table.
    pub table: String,
    /// The fields, as declared.
    pub fields: Vec<Field>,
    /// What no two rows share.
    pub uniques: Vec<Unique>,
    /// The declared keys, as written.
    pub declared: Vec<ParsedUnique>,
    /// Roles of which a mistake is known already.
    pub broken: Vec<Role>,
}

/// A field.
pub struct Field {
    /// Its name, as written.
    pub ident: Ident,
    /// Its name, without `r#`.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its column.
    pub column: String,
    /// What people call it.
    pub label: String,
    /// A sentence that explains it.
    pub help: Option<String>,
    /// What it is for.
    pub role: Option<Role>,
    /// Where the role is claimed, when it is by an attribute.
    pub role_site: Option<Site>,
    /// What was said of it.
    pub said: FieldSaid,
    /// What a role's attribute with a mistake may have been meant to say.
    pub meant: Meant,
}

/// What no two rows share.
pub struct Unique {
    /// The name.
    pub name: String,
    /// The fields, by position.
    pub fields: Vec<usize>,
    /// What people see.
    pub message: String,
    /// The field that has to be true, by position.
    pub only_where: Option<usize>,
    /// Which of the declared keys it is, by position.
    pub declared: Option<usize>,
}

/// A key on its way: what was not said is decided last.
struct Draft {
    fields: Vec<usize>,
    name: Option<String>,
    message: Option<String>,
    only_where: Option<usize>,
    declared: Option<usize>,
}

/// A key that follows from the roles.
pub struct Generated {
    /// The roles whose fields it is over.
    pub roles: &'static [Role],
    /// What people see, behind the description.
    pub message: &'static str,
}

impl Field {
    /// Whether it has a column.
    pub fn is_stored(&self) -> bool {
        !self.said.skip.is_said() && !self.said.related.is_said()
    }

    /// Whether it is the backend or the record of a binding, by a type whose name says nothing.
    pub fn is_alias_role(&self) -> bool {
        matches!(self.role, Some(Role::Backend | Role::Record)) && Seen::of(&self.ty) == Seen::Unknown
    }

    /// The type inside of `Option`, and whether there is one.
    pub fn inner(&self) -> (&Type, bool) {
        inside_option(&self.ty)
    }
}

impl Model {
    /// Decides names and roles.
    pub fn new(parsed: Parsed, grammar: &'static Grammar, log: &mut Diagnostics) -> Self {
        let Parsed { ident, generics, container, fields, is_struct, uniques } = parsed;
        let plain_name = plain(&ident);
        let text = |slot: &super::slot::Once<super::attributes::Text>| slot.get().map(|text| text.value.clone());
        let name = text(&container.name).unwrap_or_else(|| technical(&plain_name));
        let description = text(&container.description).unwrap_or_else(|| in_words(&plain_name));
        let table = text(&container.table).unwrap_or_else(|| name.replace('.', "_"));
        let roles = resolve_roles(&fields, grammar, log);
        let fields = fields
            .into_iter()
            .enumerate()
            .map(|(position, field)| {
                let role = roles.iter().find(|(_, place)| *place == position).map(|(role, _)| *role);
                Field::new(field, role)
            })
            .collect();
        Self {
            grammar,
            ident,
            generics,
            is_struct,
            container,
            name,
            description,
            table,
            fields,
            uniques: Vec::new(),
            declared: if is_struct { uniques } else { Vec::new() },
            broken: Vec::new(),
        }
    }

    /// The field with this role.
    pub fn role(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|field| field.role == Some(role))
    }

    /// The field with this role, unless something is wrong with it.
    pub fn sound_role(&self, role: Role) -> Option<&Field> {
        self.role(role).filter(|_| !self.broken.contains(&role))
    }

    /// Whether a field has no size, by what can be seen of its type: then the struct has none either.
    pub fn is_unsized(&self) -> bool {
        self.fields.iter().any(|field| is_unsized(&field.ty))
    }

    /// Whether it is the name of a mandated role that no field has: the role is told to be missing already.
    pub fn is_missing_role(&self, name: &Ident) -> bool {
        let name = plain(name);
        let named = self.grammar.roles.iter().filter(|form| form.mandated && form.names.contains(&name.as_str()));
        named.into_iter().any(|form| self.role(form.role).is_none())
    }

    /// The field with this name.
    pub fn position(&self, name: &Ident) -> Option<usize> {
        let name = plain(name);
        self.fields.iter().position(|field| field.name == name)
    }

    /// Puts the keys together: the generated ones first, named by a `#[unique]` over the same fields; then the others.
    pub fn decide_uniques(&mut self, generated: &[Generated]) {
        let mut declared: Vec<Draft> = self.declared.iter().enumerate().filter_map(|(place, unique)| self.draft(place, unique)).collect();
        let mut uniques = Vec::new();
        for key in generated {
            let fields = key.roles.iter().map(|role| self.fields.iter().position(|field| field.role == Some(*role)));
            let Some(fields) = fields.collect::<Option<Vec<usize>>>() else { continue };
            let same = declared.iter().position(|draft| draft.only_where.is_none() && same_set(&draft.fields, &fields));
            let draft =
                same.map_or(Draft { fields, name: None, message: None, only_where: None, declared: None }, |same| declared.remove(same));
            uniques.push(self.finish(draft, Some(key)));
        }
        uniques.extend(declared.into_iter().map(|draft| self.finish(draft, None)));
        self.uniques = uniques;
    }

    /// A declared key, when all its fields exist.
    fn draft(&self, place: usize, unique: &ParsedUnique) -> Option<Draft> {
        let fields: Option<Vec<usize>> = unique.fields.iter().map(|name| self.position(name)).collect();
        Some(Draft {
            fields: fields.filter(|fields| !fields.is_empty())?,
            name: unique.name.get().map(|name| name.value.clone()),
            message: unique.message.get().map(|message| message.value.clone()),
            only_where: unique.only_where.get().and_then(|name| self.position(name)),
            declared: Some(place),
        })
    }

    fn finish(&self, draft: Draft, generated: Option<&Generated>) -> Unique {
        let Draft { fields, name, message, only_where, declared } = draft;
        let name = name.unwrap_or_else(|| self.unique_name(&fields, only_where));
        let message = message.unwrap_or_else(|| {
            let what = generated.map_or_else(|| self.unique_message(&fields), |key| key.message.to_owned());
            format!("{} with {what}", with_article(&self.description))
        });
        Unique { name, fields, message, only_where, declared }
    }

    fn unique_name(&self, fields: &[usize], only_where: Option<usize>) -> String {
        let columns: Vec<&str> = fields.iter().map(|field| self.fields[*field].column.as_str()).collect();
        let condition = only_where.map(|field| format!("_where_{}", self.fields[field].column)).unwrap_or_default();
        fitting(format!("{}_{}_key{condition}", self.table.replace('.', "_"), columns.join("_")))
    }

    fn unique_message(&self, fields: &[usize]) -> String {
        let labels: Vec<&str> = fields.iter().map(|field| self.fields[*field].label.as_str()).collect();
        let labels = match labels.as_slice() {
            [several @ .., last] if !several.is_empty() => format!("{} and {last}", several.join(", ")),
            other => other.concat(),
        };
        format!("this {labels} already exists.")
    }
}

impl Field {
    fn new(parsed: ParsedField, role: Option<Role>) -> Self {
        let ParsedField { ident, ty, doc, roles, said, meant } = parsed;
        let name = plain(&ident);
        let text = |slot: &super::slot::Once<super::attributes::Text>| slot.get().map(|text| text.value.clone());
        let column = text(&said.column).unwrap_or_else(|| name.clone());
        let label = text(&said.label).unwrap_or_else(|| in_words(&name));
        let help = text(&said.help).or(doc);
        Self { ident, name, ty, column, label, help, role, role_site: roles.first().map(|(_, site)| *site), said, meant }
    }
}

/// Whether both hold the same fields, in whatever order.
pub fn same_set(a: &[usize], b: &[usize]) -> bool {
    let sorted = |fields: &[usize]| {
        let mut fields = fields.to_vec();
        fields.sort_unstable();
        fields
    };
    sorted(a) == sorted(b)
}

/// Which field has which role: by attribute, else by name. A second claim is a mistake.
fn resolve_roles(fields: &[ParsedField], grammar: &'static Grammar, log: &mut Diagnostics) -> Vec<(Role, usize)> {
    let mut roles = Vec::new();
    for field in fields {
        for (_, site) in field.roles.iter().skip(1) {
            log.add_at(*site, words::two_roles(&field.ident));
        }
    }
    for form in grammar.roles {
        let by_name = |second: usize| fields[second].roles.is_empty();
        let mut claims = fields.iter().enumerate().filter_map(|(position, field)| match field.roles.first() {
            Some((role, site)) => (*role == form.role).then_some((position, *site)),
            None => form.names.contains(&plain(&field.ident).as_str()).then(|| (position, Site::of(&field.ident))),
        });
        let Some((first, _)) = claims.next() else { continue };
        for (second, site) in claims {
            log.add_at(site, words::second_claim(form, grammar, &fields[second].ident, &fields[first].ident, by_name(second)));
        }
        roles.push((form.role, first));
    }
    roles
}
