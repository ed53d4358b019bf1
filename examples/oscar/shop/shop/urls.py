"""oscarapi's addresses under `/api/`, and two flat lists for synchronization under `/api/sync/`."""

from django.urls import include, path

from shop.sync import CategoryList, ProductList

urlpatterns = [
    path("api/sync/categories/", CategoryList.as_view(), name="sync-categories"),
    path("api/sync/products/", ProductList.as_view(), name="sync-products"),
    path("api/", include("oscarapi.urls")),
]
