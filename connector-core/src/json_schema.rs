//! What a configuration looks like, as JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::json::{DECIMAL_PATTERN, TIME_PATTERN, bounds, default, narrow_end};
use crate::validate::Validator;
use crate::{Field, FieldType, ModelMeta, Value};

/// A property of the schema, on its way.
type Property = Map<String, Json>;

impl ModelMeta {
    /// What a value looks like as a JSON document, as JSON Schema (draft 2020-12): for a form, or to check a configuration
    /// before it is read. What it accepts, [`Backend::from_config`](crate::Backend::from_config) accepts, and the reverse, when
    /// the validator looks at formats; a [`Json`](crate::Json) field and a type of your own can ask for more, and so can what
    /// your `Deserialize` does (`from_config` says what).
    ///
    /// Stored fields are properties; skipped and related ones are none. A JSON object has no order: the declared one stands in
    /// `propertyOrder`, from 0, by which several form generators sort. The choices of a `selection` are those of now, each
    /// once. A removed value is still read, and is listed as `deprecated`. A default that no document can say
    /// (`f64::INFINITY`), or that the field does not take, is none here and in `from_config`. A secret is only written, and
    /// has no default.
    ///
    /// ```
    /// use connector_core::{Backend, Model, Secret};
    /// use serde_json::json;
    ///
    /// /// One configured shop.
    /// #[derive(Backend)]
    /// #[backend(name = "shop", description = "Shop")]
    /// struct Shop {
    ///     #[field(size = 40)]
    ///     name: String,
    ///     /// Web service password.
    ///     password: Option<Secret>,
    ///     #[field(default = 3)]
    ///     retries: u8,
    /// }
    ///
    /// assert_eq!(
    ///     Shop::META.json_schema(),
    ///     json!({
    ///         "$schema": "https://json-schema.org/draft/2020-12/schema",
    ///         "title": "Shop",
    ///         "type": "object",
    ///         "properties": {
    ///             "name": {
    ///                 "title": "Name",
    ///                 "type": "string",
    ///                 "minLength": 1,
    ///                 "maxLength": 40,
    ///                 "pattern": "^[^\\u0000]*$",
    ///                 "propertyOrder": 0
    ///             },
    ///             "password": {
    ///                 "title": "Password",
    ///                 "description": "Web service password.",
    ///                 "type": ["string", "null"],
    ///                 "writeOnly": true,
    ///                 "propertyOrder": 1
    ///             },
    ///             "retries": {
    ///                 "title": "Retries",
    ///                 "type": "integer",
    ///                 "minimum": 0,
    ///                 "maximum": 255,
    ///                 "default": 3,
    ///                 "propertyOrder": 2
    ///             }
    ///         },
    ///         "required": ["name"],
    ///         "additionalProperties": false
    ///     })
    /// );
    /// ```
    #[must_use]
    pub fn json_schema(&'static self) -> Json {
        let properties: Property = self
            .fields
            .iter()
            .enumerate()
            .map(|(position, field)| (field.name.to_owned(), property(self, position, field).into()))
            .collect();
        let required: Vec<&str> = self
            .fields
            .iter()
            .enumerate()
            .filter(|(position, field)| field.required && default(self, *position).is_none())
            .map(|(_, field)| field.name)
            .collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.description,
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }
}

fn property(meta: &'static ModelMeta, position: usize, field: &Field) -> Property {
    let mut property = Property::new();
    property.insert("title".to_owned(), field.label.into());
    if let Some(help) = field.help {
        property.insert("description".to_owned(), help.into());
    }
    match choices(field) {
        Some(choices) => {
            let taken = |value: &str| {
                let value = Value::Text(value.to_owned());
                (field.fits)(&value).is_ok() && Validator::faults(meta, position, &value).is_empty()
            };
            one_of(&mut property, field, choices.into_iter().filter(|(value, _)| taken(value)).map(|(_, choice)| choice));
        }
        None => shape(&mut property, field),
    }
    if field.ty == FieldType::Secret {
        property.insert("writeOnly".to_owned(), true.into());
    } else if let Some(default) = default(meta, position) {
        property.insert("default".to_owned(), default);
    }
    property.insert("propertyOrder".to_owned(), position.into());
    property
}

/// The values of a field that has choices, each once, with what the schema says of it.
fn choices(field: &Field) -> Option<Vec<(String, Json)>> {
    let choice = |value: &str, label: &str| (value.to_owned(), json!({"const": value, "title": label}));
    let mut choices: Vec<(String, Json)> = match (field.options, field.selection) {
        (Some(options), _) => {
            let options = options();
            let live = options.iter().map(|option| choice(option.value, option.label));
            let removed = field.removed.map(|removed| removed()).unwrap_or_default();
            let gone = removed.iter().map(|removed| {
                let became = options.iter().find(|option| option.value == removed.became().value).unwrap_or_else(|| removed.became());
                let said = json!({"const": removed.value, "title": became.label, "deprecated": true});
                (removed.value.to_owned(), said)
            });
            live.chain(gone).collect()
        }
        (None, Some(selection)) => selection().iter().map(|(value, label)| choice(value, label)).collect(),
        (None, None) => return None,
    };
    // Listed twice, it would be two of `oneOf`, of which exactly one has to match.
    let mut seen = BTreeSet::new();
    choices.retain(|(value, _)| seen.insert(value.clone()));
    Some(choices)
}

/// One of several, or null where the field can be.
fn one_of(property: &mut Property, field: &Field, several: impl Iterator<Item = Json>) {
    let null = (!field.required).then(|| json!({"const": null, "title": "None"}));
    let several: Vec<Json> = several.chain(null).collect();
    if several.is_empty() {
        // A field without any choice takes nothing; an empty `oneOf` is no schema.
        property.insert("not".to_owned(), json!({}));
    } else {
        property.insert("oneOf".to_owned(), several.into());
    }
}

/// The type of a field without choices, and what it says of its values.
fn shape(property: &mut Property, field: &Field) {
    match field.ty {
        FieldType::Json => return,
        FieldType::Translated => {
            let text = text(field, field.required);
            let mut default = Property::from_iter([("title".to_owned(), "Default".into())]);
            default.extend(text.clone());
            let languages = json!({
                "type": "object",
                "properties": {"": default},
                "required": if field.required { vec![""] } else { Vec::new() },
                "propertyNames": {"pattern": "^[A-Za-z0-9_@-]*$"},
                "additionalProperties": self::text(field, false),
            });
            return one_of(property, field, [text.into(), languages].into_iter());
        }
        _ => {}
    }
    let name = match field.ty {
        FieldType::Bool => "boolean",
        FieldType::Int | FieldType::ExternalInt => "integer",
        FieldType::Float => "number",
        FieldType::Bytes => "array",
        _ => "string",
    };
    let ty = if field.required { json!(name) } else { json!([name, "null"]) };
    property.insert("type".to_owned(), ty);
    let more = match field.ty {
        FieldType::Int | FieldType::ExternalInt => bounds(field).map(|(least, greatest)| json!({"minimum": least, "maximum": greatest})),
        FieldType::Float => narrow_end(field).map(|end| json!({"exclusiveMinimum": -end, "exclusiveMaximum": end})),
        FieldType::Bytes => Some(json!({"items": {"type": "integer", "minimum": 0, "maximum": 255}})),
        FieldType::Timestamp => Some(json!({"format": "date-time"})),
        FieldType::Date => Some(json!({"format": "date"})),
        FieldType::Time => Some(json!({"pattern": TIME_PATTERN})),
        FieldType::Uuid => Some(json!({"format": "uuid"})),
        FieldType::Decimal => Some(json!({"pattern": DECIMAL_PATTERN})),
        FieldType::Text | FieldType::ExternalText => {
            let mut text = text(field, field.required && field.ty == FieldType::Text);
            text.remove("type");
            Some(text.into())
        }
        _ => None,
    };
    if let Some(Json::Object(more)) = more {
        property.extend(more);
    }
}

/// A text, as the rules of the field have it.
fn text(field: &Field, filled: bool) -> Property {
    let mut text = Property::from_iter([("type".to_owned(), "string".into())]);
    if filled {
        text.insert("minLength".to_owned(), 1.into());
    }
    if let Some(size) = field.size {
        text.insert("maxLength".to_owned(), size.into());
    }
    // No store keeps a NUL in a text.
    text.insert("pattern".to_owned(), r"^[^\u0000]*$".into());
    text
}
