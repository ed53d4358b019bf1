//! Values that a selection no longer has, in rows that still hold them.

use connector_core::{FieldType, ModelMeta, ReadError};

use crate::database::Column;
use crate::sql::ddl;
use crate::{Error, Step, Tx};

impl Tx<'_> {
    /// What writes a model's removed values as what they became: nothing where no row holds one.
    pub(crate) async fn removed_values(&mut self, meta: &'static ModelMeta, columns: &[Column]) -> Result<Vec<Step>, Error> {
        let mut steps = Vec::new();
        for field in meta.fields.iter().filter(|field| field.ty == FieldType::Selection) {
            let removed = field.removed.map(|removed| removed()).unwrap_or_default();
            if removed.is_empty() || !columns.iter().any(|column| column.name == field.column) {
                continue;
            }
            let mut held: Vec<String> = Vec::new();
            let sql = ddl::held_texts(self.statements.dialect, meta, field, removed.iter().map(|removed| removed.value));
            self.session
                .query(&sql, &[], &mut |row| {
                    let text = row.text().map_err(|error: ReadError| Error::Database(error.to_string()))?;
                    held.push(text.to_owned());
                    Ok(())
                })
                .await?;
            for removed in removed.iter().filter(|removed| held.iter().any(|text| text == removed.value)) {
                let (old, new, column) = (removed.value, removed.became().value, field.column);
                steps.push(Step {
                    what: format!("write {new:?} for the removed value {old:?} in {column:?} of {:?} for {}", meta.table, meta.name),
                    sql: ddl::replace_text(self.statements.dialect, meta, field, old, new),
                });
            }
        }
        Ok(steps)
    }
}
