"""Flat lists for those who keep records in step with this shop.

oscarapi's own lists hold links instead of values and know no "changed since": a shop that is to be synchronized adds
views like these. They are for staff, with basic authentication, and take:

* `limit` and `offset`, as all lists of the shop; the order is that of the IDs;
* `ids`: those records only, `3,5,8`;
* `upc`: the product with this code;
* `updated_since`: an ISO 8601 date and time with its offset, where the records have a date. What changed at that very
  moment is included.
"""

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.dateparse import parse_datetime
from oscar.core.loading import get_model
from rest_framework import generics, permissions, serializers

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")
Order = get_model("order", "Order")
Line = get_model("order", "Line")


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name"]

    def to_representation(self, category):
        parent = category.path[: -Category.steplen]
        return super().to_representation(category) | {"parent_id": self.context["places"].get(parent)}


class ProductSerializer(serializers.ModelSerializer):
    date_updated = serializers.DateTimeField(source="updated")

    class Meta:
        model = Product
        fields = ["id", "upc", "title", "date_updated"]

    def to_representation(self, product):
        # One supplier a product in this shop: with more of them, the oldest stock record speaks.
        stock = min(product.stockrecords.all(), key=lambda record: record.id, default=None)
        return super().to_representation(product) | {
            "categories": sorted(category.id for category in product.categories.all()),
            "price": None if stock is None or stock.price is None else str(stock.price),
            "currency": None if stock is None else stock.price_currency,
            "num_in_stock": None if stock is None else stock.num_in_stock,
        }


class CustomerSerializer(serializers.ModelSerializer):
    class Meta:
        model = get_user_model()
        fields = ["id", "email", "first_name", "last_name", "is_active"]


class OrderSerializer(serializers.ModelSerializer):
    date_updated = serializers.DateTimeField(source="updated")

    class Meta:
        model = Order
        fields = ["id", "number", "user_id", "guest_email", "date_placed", "status", "currency", "total_incl_tax", "date_updated"]


class LineSerializer(serializers.ModelSerializer):
    date_updated = serializers.DateTimeField(source="updated")

    class Meta:
        model = Line
        fields = ["id", "order_id", "product_id", "title", "quantity", "line_price_incl_tax", "date_updated"]


class SyncList(generics.ListAPIView):
    permission_classes = [permissions.IsAdminUser]
    # Whether the records have a date, `updated`.
    dated = True
    # Whether the records have a code, `upc`.
    coded = False

    def filter_queryset(self, queryset):
        asked = self.request.query_params
        if "ids" in asked:
            queryset = queryset.filter(id__in=whole_numbers("ids", asked["ids"]))
        if self.coded and "upc" in asked:
            queryset = queryset.filter(upc=asked["upc"])
        if self.dated and "updated_since" in asked:
            queryset = queryset.filter(updated__gte=moment("updated_since", asked["updated_since"]))
        return queryset


class CategoryList(SyncList):
    """`GET /api/sync/categories/`: a parent may come after its child."""

    serializer_class = CategorySerializer
    queryset = Category.objects.order_by("id")
    dated = False

    def get_serializer_context(self):
        places = dict(Category.objects.values_list("path", "id"))
        return super().get_serializer_context() | {"places": places}


class ProductList(SyncList):
    """`GET /api/sync/products/`: a change of the stock or of the price is one of the product, too."""

    serializer_class = ProductSerializer
    coded = True
    queryset = (
        Product.objects.annotate(updated=Greatest("date_updated", Coalesce(Max("stockrecords__date_updated"), "date_updated")))
        .order_by("id")
        .prefetch_related("categories", "stockrecords")
    )


class CustomerList(SyncList):
    """`GET /api/sync/customers/`: everybody with an account."""

    serializer_class = CustomerSerializer
    queryset = get_user_model().objects.order_by("id")
    dated = False


def last_change(order=""):
    """When an order was placed, or got another status."""
    placed = f"{order}date_placed"
    return Greatest(placed, Coalesce(Max(f"{order}status_changes__date_created"), placed))


class OrderList(SyncList):
    """`GET /api/sync/orders/`."""

    serializer_class = OrderSerializer
    queryset = Order.objects.annotate(updated=last_change()).order_by("id")


class LineList(SyncList):
    """`GET /api/sync/lines/`: the lines of the orders. They change with their order."""

    serializer_class = LineSerializer
    queryset = Line.objects.annotate(updated=last_change("order__")).order_by("id")


def whole_numbers(name, text):
    """The numbers that `text` lists, or an answer with status 400 that says what is wrong with it."""
    try:
        return [int(number) for number in text.split(",")]
    except ValueError:
        raise serializers.ValidationError({name: ["whole numbers are wanted: 3,5,8"]}) from None


def moment(name, text):
    """The moment that `text` names, or an answer with status 400 that says what is wrong with it."""
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        wanted = "an ISO 8601 date and time with its offset is wanted, percent-encoded: 2026-01-31T12:00:00%2B01:00"
        raise serializers.ValidationError({name: [wanted]})
    return parsed
