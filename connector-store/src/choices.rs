//! What flows do about reviews that a person has settled.

use std::collections::HashMap;

use connector_core::{BackendId, ExternalBinding, FieldType, Model, Value};

use crate::database::Row;
use crate::review::{COLUMNS, read};
use crate::rows::BATCH;
use crate::words::{key_words, words};
use crate::{Error, Review, ReviewId, ReviewKind, Tx};

impl Tx<'_> {
    /// Writes down what a flow does about a review from now on, whether it is settled or not.
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    #[doc(hidden)]
    pub async fn set_choice(&mut self, review: ReviewId, choice: &str) -> Result<(), Error> {
        let values = [Value::Text(words(choice)), Value::Int(review.get())];
        self.session.execute(r#"UPDATE "connector_review" SET "choice" = ?1 WHERE "id" = ?2"#, &values).await?;
        Ok(())
    }

    /// The latest review of one kind of each reference, open or settled, each in the place of its reference.
    ///
    /// # Errors
    /// As [`review`](Tx::review).
    #[doc(hidden)]
    pub async fn latest_reviews<T: ExternalBinding>(
        &mut self,
        backend: BackendId<T::Backend>,
        kind: &ReviewKind,
        references: &[String],
    ) -> Result<Vec<Option<Review>>, Error> {
        let listed = self.statements.dialect.listed(5, FieldType::Text);
        let sql = format!(
            r#"SELECT {COLUMNS} FROM "connector_review"
            WHERE "backend_model" = ?1 AND "backend_id" = ?2 AND "model" = ?3 AND "kind" = ?4 AND "reference" {listed}"#
        );
        let here = [
            Value::Text(T::Backend::NAME.to_owned()),
            Value::Int(backend.get()),
            Value::Text(T::NAME.to_owned()),
            Value::Text(key_words(kind.as_str())),
        ];
        let kept: Vec<String> = references.iter().map(|reference| key_words(reference)).collect();
        let mut latest: HashMap<String, Review> = HashMap::new();
        for chunk in kept.chunks(BATCH) {
            let listed = chunk.iter().map(|reference| Value::Text(reference.clone())).collect();
            let mut each = |row: &mut dyn Row| {
                let review = read(row)?;
                if latest.get(&review.reference).is_none_or(|other| other.id < review.id) {
                    latest.insert(review.reference.clone(), review);
                }
                Ok(())
            };
            self.session.query_listed(&sql, &here, listed, &mut each).await?;
        }
        Ok(kept.iter().map(|reference| latest.get(reference).cloned()).collect())
    }
}
