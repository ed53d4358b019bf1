//! A body as it is sent, kept and compared.

use std::collections::BTreeMap;
use std::fmt::Write;

use connector_core::{BodyField, ChangedBody, ExportMapper, ExternalId};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A mapped body of any type: its text, and a mark of each of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    /// As JSON.
    pub(crate) text: String,
    marks: Vec<(BodyField, String)>,
}

impl Body {
    pub(crate) fn of<B: ExportMapper + Serialize>(body: B) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(&body)?;
        let mut one = ChangedBody::new(body, |_| false);
        let mut marks = Vec::with_capacity(B::FIELDS.len());
        for field in B::FIELDS {
            one = ChangedBody::new(one.into_body(), |other| other.name == field.name);
            marks.push((*field, mark(&serde_json::to_string(&one)?)));
        }
        Ok(Self { text, marks })
    }

    /// The fields that are to be sent: all, where nothing is known of the remote; of what is gone there, those that were changed since.
    pub(crate) fn changed(&self, sent: Option<&Sent>) -> Vec<&'static str> {
        self.differing(sent.map(|sent| sent.gone.as_ref().unwrap_or(&sent.marks)))
    }

    /// The fields that are other than the remote is known to have them, or had them when it was gone.
    pub(crate) fn waiting(&self, sent: &Sent) -> Vec<&'static str> {
        self.differing(Some(&sent.marks))
    }

    fn differing(&self, marks: Option<&Marks>) -> Vec<&'static str> {
        let differs = |name: &str, mark: &String| marks.is_none_or(|marks| marks.get(name) != Some(mark));
        self.marks.iter().filter(|(field, mark)| !field.only_create && differs(field.name, mark)).map(|(field, _)| field.name).collect()
    }

    /// What the remote has after an import: what came from it, and what was known before of the others.
    pub(crate) fn learned(&self, before: &Self, sent: Option<Sent>, id: &impl ExternalId) -> Sent {
        let mut learned = self.sent_to(id);
        let known = sent.map(|sent| sent.marks).unwrap_or_default();
        for (name, mark) in &before.marks {
            if learned.marks.get(name.name) == Some(mark) {
                match known.get(name.name) {
                    Some(known) => learned.marks.insert(name.name.to_owned(), known.clone()),
                    None => learned.marks.remove(name.name),
                };
            }
        }
        learned
    }

    /// The fields in which it differs from another one; those that only a create sends are none of them.
    pub(crate) fn moved(&self, other: &Self) -> Vec<&'static str> {
        let moved = self.marks.iter().zip(&other.marks).filter(|((field, mark), (_, other))| !field.only_create && mark != other);
        moved.map(|((field, _), _)| field.name).collect()
    }

    /// Whether a field is as the remote is known to have it.
    pub(crate) fn repeats(&self, sent: &Sent, name: &str) -> bool {
        let mark = self.marks.iter().find(|(field, _)| field.name == name).map(|(_, mark)| mark);
        mark.is_some() && sent.marks.get(name) == mark
    }

    /// What the remote has when all of it arrived at the record `id`.
    pub(crate) fn sent_to(&self, id: &impl ExternalId) -> Sent {
        Sent { id: id.to_external().to_string(), marks: self.marks(), gone: None }
    }

    fn marks(&self) -> Marks {
        self.marks.iter().map(|(field, mark)| (field.name.to_owned(), mark.clone())).collect()
    }
}

/// A mark of each field, by its name.
type Marks = BTreeMap<String, String>;

/// The first 16 bytes of the SHA-256 of a field's JSON.
fn mark(json: &str) -> String {
    Sha256::digest(json.as_bytes()).iter().take(16).fold(String::with_capacity(32), |mut mark, byte| {
        let _ = write!(mark, "{byte:02x}");
        mark
    })
}

/// What a record of the remote is known to have: a mark of each field. Values themselves are not kept twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub(crate) struct Sent {
    /// The record, so that what is known of one is not taken for another's when a binding gets another ID.
    id: String,
    marks: Marks,
    /// How it was here when it was found to be gone on the remote: nothing of that is sent. What it had is not forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone: Option<Marks>,
}

impl Sent {
    /// Nothing is known of this record.
    pub(crate) fn nothing(id: &impl ExternalId) -> Self {
        Self { id: id.to_external().to_string(), marks: Marks::new(), gone: None }
    }

    /// The record is gone on the remote, and here as `body`.
    pub(crate) fn gone(self, body: &Body) -> Self {
        Self { gone: Some(body.marks()), ..self }
    }

    /// It is there again.
    pub(crate) fn back(self) -> Self {
        Self { gone: None, ..self }
    }

    /// From the text that was kept; what cannot be read, or is of another record, is as if nothing was known.
    pub(crate) fn parse(text: &str, id: &impl ExternalId) -> Option<Self> {
        let sent: Self = serde_json::from_str(text).ok()?;
        (sent.id == id.to_external().to_string()).then_some(sent)
    }

    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Without some fields: whether the remote has their old values or the new ones is not known while they are sent.
    pub(crate) fn without(mut self, fields: &[&'static str]) -> Self {
        self.marks.retain(|name, _| !fields.contains(&name.as_str()));
        self
    }
}
