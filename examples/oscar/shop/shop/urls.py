"""oscarapi's addresses under `/api/`, and flat lists for synchronization under `/api/sync/`."""

from django.urls import include, path

from shop import sync

urlpatterns = [
    path("api/sync/categories/", sync.CategoryList.as_view()),
    path("api/sync/products/", sync.ProductList.as_view()),
    path("api/sync/customers/", sync.CustomerList.as_view()),
    path("api/sync/orders/", sync.OrderList.as_view()),
    path("api/sync/lines/", sync.LineList.as_view()),
    path("api/", include("oscarapi.urls")),
]
