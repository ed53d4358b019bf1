"""Two flat lists for those who keep records in step with this shop.

oscarapi's own lists hold links instead of values and know no "changed since": a shop that is to be synchronized adds
views like these. They are for staff, with basic authentication.
"""

from django.utils.dateparse import parse_datetime
from oscar.core.loading import get_model
from rest_framework import generics, permissions, serializers

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")

SEPARATOR = " > "


class Tree:
    """All categories by their path in the tree, read once a request."""

    def __init__(self):
        rows = Category.objects.values_list("path", "id", "name")
        self.nodes = {path: (pk, name) for path, pk, name in rows}

    def ancestors(self, category):
        """The `(id, name)` of each ancestor, from the root down."""
        step = Category.steplen
        return [self.nodes[category.path[:end]] for end in range(step, len(category.path), step)]

    def place(self, category):
        """Where a category stands: the ID of its parent, and the names from the root down to that parent."""
        above = self.ancestors(category)
        parent = above[-1][0] if above else None
        return {"parent_id": parent, "parent_path": SEPARATOR.join(name for _, name in above)}


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["id", "name", "path", "depth"]

    def to_representation(self, category):
        return super().to_representation(category) | self.context["tree"].place(category)


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "upc", "title", "date_updated"]

    def to_representation(self, product):
        tree = self.context["tree"]
        categories = sorted(product.categories.all(), key=lambda category: category.id)
        # One supplier a product in this shop: with more of them, the oldest stock record speaks.
        stock = min(product.stockrecords.all(), key=lambda record: record.id, default=None)
        return super().to_representation(product) | {
            "categories": [{"id": c.id, "name": c.name} | tree.place(c) for c in categories],
            "price": None if stock is None or stock.price is None else str(stock.price),
            "currency": None if stock is None else stock.price_currency,
            "num_in_stock": None if stock is None else stock.num_in_stock,
        }


class SyncList(generics.ListAPIView):
    permission_classes = [permissions.IsAdminUser]

    def get_serializer_context(self):
        return super().get_serializer_context() | {"tree": Tree()}


class CategoryList(SyncList):
    """`GET /api/sync/categories/?limit=&offset=`, ordered by ID: a parent may come after its child."""

    serializer_class = CategorySerializer
    queryset = Category.objects.order_by("id")


class ProductList(SyncList):
    """`GET /api/sync/products/?updated_since=&limit=&offset=`, ordered by ID.

    `updated_since` is an ISO 8601 date and time with its offset; a product changed at that very moment is included.
    """

    serializer_class = ProductSerializer

    def get_queryset(self):
        products = Product.objects.order_by("id").prefetch_related("categories", "stockrecords")
        since = self.request.query_params.get("updated_since")
        return products.filter(date_updated__gte=moment(since)) if since else products


def moment(text):
    """The moment that `text` names, or an answer with status 400 that says what is wrong with it."""
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        wanted = "an ISO 8601 date and time with its offset is wanted, percent-encoded: 2026-01-31T12:00:00%2B01:00"
        raise serializers.ValidationError({"updated_since": [wanted]})
    return parsed
