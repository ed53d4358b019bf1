//! The other side: the shop's own API, as oscarapi has it, with which a person would look and change.

use connector_core::Secret;
use connector_examples::oscar::model::OscarProductId;
use connector_examples::scenario::Failure;
use connector_sync::http::Http;
use serde_json::Value;

/// A shop, by the API that it comes with.
pub struct Shop {
    http: Http,
    url: String,
}

impl Shop {
    /// The shop at an address.
    pub fn new(url: String, password: String) -> Result<Self, Failure> {
        Ok(Self { http: Http::builder(&format!("{url}/api")).basic("admin", &Secret::from(password)).build()?, url })
    }

    /// How many records a list has.
    pub async fn count(&self, list: &str) -> Result<u64, Failure> {
        let answer = self.get(&format!("{list}?limit=1")).await?;
        answer["count"].as_u64().ok_or_else(|| format!("{list} tells no count: {answer}").into())
    }

    /// All records of a list, each with the ID that stands in its address.
    pub async fn all(&self, list: &str) -> Result<Vec<(u32, Value)>, Failure> {
        let mut answer = self.get(&format!("{list}?limit=10000")).await?;
        let records = answer["results"].as_array_mut().map(std::mem::take).unwrap_or_default();
        records.into_iter().map(|record| Ok((id_in(&record["url"])?, record))).collect()
    }

    /// The IDs of all products with a code.
    pub async fn with_upc(&self, upc: &str) -> Result<Vec<OscarProductId>, Failure> {
        let all = self.all("products/").await?;
        Ok(all.into_iter().filter(|(_, product)| product["upc"] == upc).map(|(id, _)| OscarProductId(id)).collect())
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What stands at a path below `/api/`.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        Ok(self.http.get(path).json().await?)
    }

    /// Changes some fields of a record.
    pub async fn patch(&self, path: &str, body: Value) -> Result<Value, Failure> {
        Ok(self.http.patch(path).body(&body).json().await?)
    }

    /// Makes a record.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        Ok(self.http.post(path).body(&body).json().await?)
    }

    /// Deletes a record.
    pub async fn delete(&self, path: &str) -> Result<(), Failure> {
        Ok(self.http.delete(path).done().await?)
    }

    /// The path of what stands at an address.
    pub fn path_of(&self, address: &str) -> Result<String, Failure> {
        let path = address.strip_prefix(&self.link(""));
        path.map(str::to_owned).ok_or_else(|| format!("{address} is no address of this shop").into())
    }

    /// The address of what stands at a path: how oscarapi wants links.
    pub fn link(&self, path: &str) -> String {
        format!("{}/api/{path}", self.url)
    }
}

/// The ID at the end of an address: `…/api/users/12/`.
pub fn id_in(url: &Value) -> Result<u32, Failure> {
    let id = url.as_str().and_then(|url| url.trim_end_matches('/').rsplit('/').next()?.parse().ok());
    id.ok_or_else(|| format!("{url} is no address of a record").into())
}
