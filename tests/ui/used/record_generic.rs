//~ ERROR T : one type is one table
//~ HELP remove
use connector_core::{Changes, Model, Record, RecordId, schema};
use connector_store::{Error, Store, Stored};

#[derive(Record)]
#[record(name = "product")]
struct Product<T> {
    title: String,
    #[field(skip)]
    more: Option<T>,
}
#[derive(Record)]
#[record(name = "line")]
struct Line {
    product: RecordId<Product<i64>>,
    other: Option<RecordId<Product<String>>>,
}
schema! { static ALL = [Line, Product<i64>]; }

static REGISTERED: Option<Changes<Product<i64>>> = None;
struct Holder {
    one: Option<Box<Product<i64>>>,
    two: Vec<Stored<Product<i64>>>,
}
type Alias = Product<i64>;
fn take(_: &Product<i64>) {}
fn give() -> Option<Product<i64>> {
    None
}
fn changes(_: &Changes<Product<i64>>) -> Changes<Alias> {
    Changes::new()
}
fn meta() -> (&'static str, &'static str, usize, usize) {
    (<Product<i64> as Model>::NAME, Product::<i64>::TABLE, Product::<i64>::FIELDS.len(), Product::<i64>::UNIQUE.len())
}
fn generic<M: Model>(_: Option<M>) {}
fn call() {
    generic::<Product<i64>>(None);
    take(&give().unwrap());
    let _ = changes(&Changes::<Product<i64>>::between(&give().unwrap(), &give().unwrap()));
}
async fn rows(store: &Store, id: &<Product<i64> as Model>::Id) -> Result<(), Error> {
    let all: Vec<Stored<Product<i64>>> = store.all::<Product<i64>>().await?;
    let _ = store.get::<Product<i64>>(id).await?;
    let _ = store.get_many::<Product<i64>>(std::slice::from_ref(id)).await?;
    store.update::<Product<i64>>(id, &Changes::new()).await?;
    store.delete::<Product<i64>>(id).await?;
    let _ = store.count::<Product<i64>>().await?;
    for row in all {
        take(&row);
        let _ = row.id();
        let value: Product<i64> = row.into_value();
        let _ = store.put(value).await?;
    }
    Ok(())
}
impl Holder {
    fn first(self) -> Option<Product<i64>> {
        self.one.map(|one| *one)
    }
}

fn main() {}
