//! How the ERP is asked for products, and told of them.

use std::sync::Arc;

use connector_core::ChangedBody;
use connector_sync::http::to_json;
use connector_sync::jobs::{ExportRecord, JobRegistry};
use connector_sync::{ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, Registry, RegistryErrors, RemoteError, Written};
use serde_json::json;

use super::model::TrytonArticle;
use super::remote::{ArticleBody, RemoteArticle};
use crate::oscar::{self, model::OscarProduct};
use crate::tryton::model::{TrytonBackend, TrytonTemplateId};
use crate::tryton::{Row, Rows, TrytonClient};

const ARTICLES: &str = RemoteArticle::MODEL;

struct ArticleExport;

impl ExportAdapter<TrytonArticle> for ArticleExport {
    type Body = ArticleBody;
    type Create = NaturalKey;

    async fn create(
        &self,
        client: &TrytonClient,
        body: &ArticleBody,
        _: &IdempotencyKey,
    ) -> Result<Written<TrytonTemplateId>, RemoteError> {
        let mut article = to_json(body)?;
        // One form of it.
        article["products"] = json!([["create", [{}]]]);
        client.create(ARTICLES, article).await.map(|id| Written::new(TrytonTemplateId(id)))
    }

    async fn update(
        &self,
        client: &TrytonClient,
        id: &TrytonTemplateId,
        changed: &ChangedBody<ArticleBody>,
    ) -> Result<Written<TrytonTemplateId>, RemoteError> {
        client.read(ARTICLES, id.0, &[]).await?;
        client.write(ARTICLES, id.0, to_json(changed)?).await?;
        Ok(Written::new(*id))
    }

    async fn delete(&self, client: &TrytonClient, id: &TrytonTemplateId) -> Result<(), RemoteError> {
        client.read(ARTICLES, id.0, &[]).await?;
        client.delete(ARTICLES, id.0).await
    }
}

impl FindByNaturalKey<TrytonArticle> for ArticleExport {
    async fn find_by_natural_key(&self, client: &TrytonClient, body: &ArticleBody) -> Result<Vec<TrytonTemplateId>, RemoteError> {
        let found = client.find(ARTICLES, json!([["code", "=", body.code]])).await?;
        Ok(found.into_iter().map(TrytonTemplateId).collect())
    }
}

/// What is done with the ERP: products alone.
///
/// # Errors
/// Where its components do not fit together.
pub fn registry() -> Result<Registry<TrytonBackend>, RegistryErrors> {
    Registry::builder().binding::<TrytonArticle>(|binding| binding.adapter(Rows::<RemoteArticle>::new()).export(ArticleExport)).build()
}

/// The jobs of both systems, for one worker.
///
/// # Errors
/// Where the components, or the jobs, do not fit together.
pub fn jobs() -> Result<JobRegistry, Box<dyn std::error::Error + Send + Sync>> {
    let jobs = JobRegistry::builder().backend(Arc::new(oscar::registry()?)).backend(Arc::new(registry()?));
    Ok(jobs.job::<ExportRecord<OscarProduct>>().job::<ExportRecord<TrytonArticle>>().build()?)
}
