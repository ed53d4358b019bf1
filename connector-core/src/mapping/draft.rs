//! Makes a model of values whose types are known, field by field: the way of a mapper, which knows some fields by name, and
//! not all of them in their order.

use std::any::Any;
use std::borrow::Cow;
use std::cell::OnceCell;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::{ExternalValue, MappingError, Model, ReadError, RowRead, Secret, Value, ValueReader};

/// A row whose values are typed already.
pub trait Given {
    /// Moves the next value into an `Option` of its type, and moves on, where it is given.
    fn take(&mut self, into: &mut dyn Any);
}

/// What gives values for fields, by their positions.
pub(super) trait Giver {
    /// Moves the value for a field into an `Option` of its type. Whether there is one.
    fn give(&mut self, position: usize, into: &mut dyn Any) -> Result<bool, MappingError>;
}

/// A row whose values are given typed; those that are not are read as a store would keep them.
struct Draft<'a, M> {
    giver: &'a mut dyn Giver,
    kept: Option<&'a M>,
    /// The values of all fields, as they are kept or their defaults: made when one of them is needed.
    values: &'a OnceCell<Vec<Value>>,
    /// Those from the position on, once they are made.
    rest: Option<ValueReader<'a>>,
    position: usize,
    failed: Option<MappingError>,
}

/// Makes a model: what is not given is that of `kept`, or, of a new one, its default. `prefix` is for errors.
pub(super) fn build<M: Model>(giver: &mut dyn Giver, kept: Option<&M>, prefix: &str) -> Result<M, MappingError> {
    let values = OnceCell::new();
    let mut draft = Draft { giver, kept, values: &values, rest: None, position: 0, failed: None };
    let read = M::read_from(&mut draft);
    if let Some(failed) = draft.failed {
        return Err(failed);
    }
    read.map_err(|error| {
        let field = M::FIELDS.get(draft.position.saturating_sub(1));
        let why = match field {
            Some(field) if field.required && kept.is_none() && field.default.is_none() => {
                "it must have a value, and the remote gives none".to_owned()
            }
            _ => error.to_string(),
        };
        MappingError::new(format!("`{prefix}{}`: {why}", field.map_or("", |field| field.name)))
    })
}

impl<M: Model> Given for Draft<'_, M> {
    fn take(&mut self, into: &mut dyn Any) {
        if self.failed.is_some() {
            return;
        }
        match self.giver.give(self.position, into) {
            Ok(true) => {
                self.position += 1;
                if let Some(rest) = &mut self.rest {
                    rest.skip();
                }
            }
            Ok(false) => {}
            Err(error) => self.failed = Some(error),
        }
    }
}

impl<'a, M: Model> Draft<'a, M> {
    fn rest(&mut self) -> &mut ValueReader<'a> {
        self.rest.get_or_insert_with(|| {
            let values = self.values.get_or_init(|| match self.kept {
                Some(kept) => Value::all_of(kept),
                None => M::FIELDS.iter().map(|field| field.default.map_or(Value::Null, |default| default())).collect(),
            });
            ValueReader::new(values.get(self.position..).unwrap_or_default())
        })
    }

    fn next(&mut self) -> &mut ValueReader<'a> {
        self.rest();
        self.position += 1;
        self.rest()
    }
}

/// Hands what is not given to the reader of the other values.
macro_rules! read_on {
    ($($method:ident => $type:ty;)*) => {$(
        fn $method(&mut self) -> Result<$type, ReadError> {
            self.next().$method()
        }
    )*};
}

impl<M: Model> RowRead for Draft<'_, M> {
    fn draft(&mut self) -> Option<&mut dyn Given> {
        Some(self)
    }
    fn is_null(&mut self) -> bool {
        self.rest().is_null()
    }
    fn skip(&mut self) {
        self.next().skip();
    }
    read_on! {
        bool => bool;
        int => i64;
        float => f64;
        text => &str;
        bytes => &[u8];
        timestamp => DateTime<Utc>;
        date => NaiveDate;
        time => NaiveTime;
        json => &str;
        uuid => Cow<'_, str>;
        decimal => Cow<'_, str>;
        secret => Secret;
    }
    fn external_id(&mut self, integer: bool) -> Result<ExternalValue<'_>, ReadError> {
        self.next().external_id(integer)
    }
}
