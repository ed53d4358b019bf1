//~ ERROR RemotePartner : write `impl ImportMapper for RemotePartner
use connector_core::ImportMapper;

pub struct RemotePartner {
    pub id: u32,
}

fn import<M: ImportMapper>() {}

fn main() {
    import::<RemotePartner>();
}
